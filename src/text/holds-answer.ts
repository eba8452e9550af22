// Letters, digits and marks form tokens; any other visible character is a token of its own (DPR's SimpleTokenizer).
const token = /[\p{L}\p{N}\p{M}]+|[^\p{Z}\p{C}]/gu;

/**
 * Whether a text holds one of the answers as a sequence of whole tokens, case and Unicode form aside.
 * An answer without a token is never held.
 *
 * Source: `has_answer` of DPR (Karpukhin et al. 2020), `dpr/data/qa_validation.py`.
 */
export function holdsAnswer(answers: readonly string[], text: string): boolean {
  const haystack = joinTokens(text);
  return answers.some((answer) => {
    const needle = joinTokens(answer);
    return needle !== '' && haystack.includes(needle);
  });
}

/** The tokens, each between line feeds, which no token contains: a substring at them is a token sequence. */
function joinTokens(text: string): string {
  const tokens = text.normalize('NFD').match(token);
  // toLowerCase looks at the neighbours of a capital sigma: by token, as in the reference.
  return tokens ? `\n${tokens.map((part) => part.toLowerCase()).join('\n')}\n` : '';
}
