/** Tokens of a chat template around a message. */
const perMessage = 8;
/** Byte-pair vocabularies average above four characters a token on English prose; names, numbers and markup take more tokens. */
const charactersPerToken = 3.5;

/**
 * How many tokens messages probably have: one for every 3.5 ASCII characters and one for every other character, plus 8 for each message. An
 * estimate that errs on the high side, as the model's own tokenizer is not known here; what a server says about its context corrects it.
 */
export function estimateTokens(...messages: string[]): number {
  return messages.reduce((sum, text) => {
    const ascii = text.replaceAll(/[^\0-\x7f]/g, '').length;
    return sum + Math.ceil(ascii / charactersPerToken + ([...text].length - ascii)) + perMessage;
  }, 0);
}
