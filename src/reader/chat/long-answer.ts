import type { ScoredPassage } from '../../passage.ts';
import { sentences } from '../../text/sentences.ts';
import type { AnswerSentence, Evidence, LongAnswer } from '../reader.ts';

/** Share of a sentence's words that a sentence of the named passage must have, and one of another passage. */
const named = 0.4;
const unnamed = 0.6;
const marker = /\s*\[(?:passages?\s*)?\d+(?:\s*,\s*\d+)*\]/giu;

/**
 * A long reply with a citation a sentence: the sentence of the passage it names that shares most of its words, or where it names none, or one
 * that says nothing of the kind, the best of all passages. A sentence that no passage supports stays without.
 */
export function longAnswer(reply: string, passages: readonly ScoredPassage[]): LongAnswer {
  const moved = movePeriods(reply);
  let text = '';
  const cited: AnswerSentence[] = [];
  for (const { start, end } of sentences(moved)) {
    const raw = moved.slice(start, end);
    const numbers = [...raw.matchAll(marker)].flatMap(([list]) => [...list.matchAll(/\d+/g)].map(([digits]) => Number(digits)));
    const sentence = raw.replaceAll(marker, '').trim();
    if (!/[\p{L}\p{N}]/u.test(sentence)) continue;
    if (text !== '') text += ' ';
    cited.push({ start: text.length, end: text.length + sentence.length, evidence: support(sentence, numbers, passages) });
    text += sentence;
  }
  return { text, sentences: cited };
}

/** "… in 1805. [1] It …" → "… in 1805 [1]. It …": the number belongs to the sentence before it. */
function movePeriods(reply: string): string {
  return reply.replaceAll(/([.!?])((?:\s*\[(?:passages?\s*)?\d+(?:\s*,\s*\d+)*\])+)/giu, '$2$1');
}

function support(sentence: string, numbers: readonly number[], passages: readonly ScoredPassage[]): Evidence[] {
  const words = contentWords(sentence);
  const fromNamed = numbers.flatMap((number) => best(words, passages.slice(number - 1, number), named));
  return fromNamed.length > 0 ? fromNamed : best(words, passages, unnamed);
}

function best(words: ReadonlySet<string>, passages: readonly ScoredPassage[], least: number): Evidence[] {
  const candidates = passages.flatMap(({ passage: { id, text } }) =>
    sentences(text).map(({ start, end }) => ({ passageId: id, start, end, share: shared(words, contentWords(text.slice(start, end))) })),
  );
  const top = candidates.reduce<(typeof candidates)[number] | undefined>((a, b) => (!a || b.share > a.share ? b : a), undefined);
  return top && top.share >= least ? [{ passageId: top.passageId, start: top.start, end: top.end }] : [];
}

function shared(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return words.size === 0 ? 0 : [...words].filter((word) => others.has(word)).length / words.size;
}

/** Words of four letters or more, and numbers. */
function contentWords(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}]{4,}|\p{N}+/gu));
}

/** Leaves the numbers of passages out of a reply that comes in pieces. */
export async function* withoutMarkers<Return>(pieces: AsyncGenerator<string, Return>): AsyncGenerator<string, Return> {
  let held = '';
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      held += done ? '' : value;
      // What may still become a marker waits.
      const open = done ? held.length : held.search(/\s*(?:\[[^\]]{0,30})?$/u);
      const ready = held.slice(0, open).replaceAll(marker, '');
      held = held.slice(open);
      if (ready !== '') yield ready;
      if (done) return value;
    }
  } finally {
    await pieces.return(undefined as never);
  }
}
