import type { ReplyToken } from '../../llm/language-model.ts';

/** Replies that a question allows, by what they are worth. */
export interface Choices {
  /** The choice that a token or word stands for, without white space and punctuation around it; undefined for any other. */
  read(word: string): number | undefined;
  /** No other word may follow on the same line: the choice is an ordinary word too. */
  alone?: boolean;
}

export const yesNo: Choices = { read: (word) => ({ yes: 1, no: 0 })[word.toLowerCase()] };
export const digits: Choices = { read: (word) => (/^\d$/.test(word) ? Number(word) : undefined) };
/** Capitals only, and "A" may still be an article that begins a sentence. */
export const firstOrSecond: Choices = { read: (word) => ({ A: 1, B: 0 })[word], alone: true };

/** Marks of word beginnings in the tokens of some servers count as white space. */
const around = /^[\s▁Ġ"'“”*([{<]+|[\s"'“”*)\]}>.,:;!]+$/gu;

/**
 * The expected worth of a reply and how much probability the allowed replies have: over the alternatives of the first token that is more than white space.
 * Null where none of them is an allowed reply. Later tokens do not count: a "yes" somewhere in a sentence is no verdict.
 */
export function expectedChoice(tokens: readonly ReplyToken[], { read }: Choices): { value: number; mass: number } | null {
  const first = tokens.find(({ token }) => token.replaceAll(around, '') !== '');
  if (!first) return null;
  const known = first.alternatives.some(({ token }) => token === first.token);
  let mass = 0;
  let sum = 0;
  for (const { token, logprob } of known ? first.alternatives : [first, ...first.alternatives]) {
    const value = read(token.replaceAll(around, ''));
    if (value === undefined) continue;
    const probability = Math.exp(logprob);
    mass += probability;
    sum += probability * value;
  }
  return mass > 0 ? { value: sum / mass, mass: Math.min(mass, 1) } : null;
}

/** The worth of a reply as text: its first word, or what follows "answer:"; null where that is no allowed reply. */
export function statedChoice(text: string, { read, alone = false }: Choices): number | null {
  const told = /^[\s*]*(?:(?:final )?answer[\s*]*[:=])?([\s\S]*)$/i.exec(text)![1]!.replaceAll(around, '');
  const [, word = '', next = ''] = /^([^\s.,:;!*]*)([\s\S]{0,2})/.exec(told)!;
  if (alone && /^ \S/.test(next)) return null;
  return read(word.replaceAll(around, '')) ?? null;
}
