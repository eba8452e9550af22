import type { Likelihood } from '../language-model.ts';
import type { EchoReply } from './reply.ts';

/**
 * The likelihood of the continuation in a reply that echoes prompt and continuation, or null where the reply has no log-probabilities of them.
 * A token over the boundary counts as one of the continuation. `prefix` is what was put before the prompt: special tokens, which some servers echo
 * and others do not.
 */
export function echoLikelihood(
  reply: EchoReply,
  { prefix, prompt, continuation }: { prefix: string; prompt: string; continuation: string },
): Likelihood | null {
  const { text_offset, token_logprobs, tokens } = reply.choices[0].logprobs;
  // Servers count characters, not UTF-16 code units.
  const echoed = tokens.join('').startsWith(prefix) ? prefix + prompt : prompt;
  const from = [...echoed].length;
  const to = from + [...continuation].length;
  const first = text_offset[0] ?? 0;
  const inside = tokens.flatMap((token, i) => {
    const start = text_offset[i]! - first;
    const end = text_offset[i + 1] === undefined ? start + [...token].length : text_offset[i + 1]! - first;
    return start < to && (start >= from || end > from) ? [token_logprobs[i]] : [];
  });
  if (inside.length === 0 || inside.some((logprob) => typeof logprob !== 'number')) return null;
  return { logprob: inside.reduce((sum: number, logprob) => sum + logprob!, 0), tokens: inside.length };
}
