import type { EchoReply } from './reply.ts';

/** Three words in a circle: after the first rounds every language model knows what comes next, and that no word follows itself. */
const circle = ` ${Array(6).fill('river lamp copper').join(' ')}`;
/** Mean log-probability of the later words: near 0 where they are those of the words, below −5 where they belong to their neighbours. */
const least = -2;

/** What the common vocabularies begin a text with; '' for servers that do so themselves. */
const beginnings = ['', '<s>', '<|im_start|>', '<|begin_of_text|>', '<bos>', '<|endoftext|>'];

/**
 * What must stand before a text so that a server gives the log-probabilities of the right tokens; null where nothing helps. llama-cpp-python
 * shifts them by one token unless the text begins with the model's beginning-of-text token, which it adds for some models only.
 */
export async function findEchoPrefix(echo: (text: string) => Promise<EchoReply>): Promise<string | null> {
  for (const beginning of beginnings) {
    const { token_logprobs } = (await echo(`${beginning}${circle}`)).choices[0].logprobs;
    // The last is the token more than wanted.
    const later = token_logprobs.slice(Math.ceil(token_logprobs.length / 2), -1).filter((logprob) => logprob !== null);
    // A server that leaves them out is told of by who scores.
    if (later.length === 0 || later.reduce((sum, logprob) => sum + logprob, 0) / later.length > least) return beginning;
  }
  return null;
}
