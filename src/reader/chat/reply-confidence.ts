import type { ReplyToken } from '../../llm/language-model.ts';

/** What a model that tells no probabilities is taken to be. */
const untold = 0.5;

/**
 * How sure a model is of an answer: the geometric mean of the probabilities of the answer's tokens in its reply (exp of the mean
 * log-probability, the length-normalised likelihood of Murray & Chiang 2018, "Correcting length bias in neural machine translation"). 0.5 where
 * the server gives no log-probabilities. It is not calibrated.
 */
export function replyConfidence(answer: string, logprobs: readonly ReplyToken[] | undefined): number {
  if (!logprobs?.length) return untold;
  const text = logprobs.map(({ token }) => token).join('');
  const start = text.indexOf(answer);
  if (start < 0) return mean(logprobs);
  let end = 0;
  const inside = logprobs.filter(({ token }) => {
    const begin = end;
    end += token.length;
    return end > start && begin < start + answer.length;
  });
  return mean(inside);
}

function mean(tokens: readonly ReplyToken[]): number {
  return tokens.length === 0 ? untold : Math.exp(tokens.reduce((sum, { logprob }) => sum + Math.min(0, logprob), 0) / tokens.length);
}
