import type { Tokenizer } from '../../nn/tokenizer/tokenizer.ts';
import { windows } from '../../nn/tokenizer/windows.ts';
import type { Rng } from '../../nn/training/rng.ts';
import { passageText } from '../../passage.ts';
import type { PreferenceRow } from '../preference/preference-rows.ts';
import type { Candidate, Example } from './collate.ts';
import type { TrainingRow } from './rows.ts';

export interface ReadingLimits {
  /** The longest sequence; of longer passages one window is read, that of the answer where there is one. */
  maxTokens: number;
  maxQuestionTokens: number;
  /** Share of passages that are read without their title, so that a title's presence or absence says nothing. */
  titleDropout: number;
}

export interface SamplingOptions extends ReadingLimits {
  /** Positives drawn for a question where it has several. Default 1. */
  positives?: number;
  /** Negatives drawn for a question, anew each time it is seen. */
  negatives: number;
}

/** Some positive and negative passages of a row, as token sequences. */
export function sampleExample(
  tokenizer: Tokenizer,
  row: TrainingRow,
  { positives: most = 1, negatives, ...limits }: SamplingOptions,
  rng: Rng,
): Example {
  const read = candidateReader(tokenizer, row.question, limits, rng);
  const positives = most === 1 ? [row.positives[rng.below(row.positives.length)]!] : draw(row.positives, most, rng);
  const drawn = draw(row.negatives, negatives, rng);
  const candidates = [
    ...positives.map((passage) => ({ ...read(passage), positive: true })),
    ...drawn.map((passage) => ({ ...read(passage), positive: false })),
  ];
  const [{ answer }] = positives as [(typeof positives)[number]];
  return {
    id: row.id ?? row.question,
    lengths: candidates.map(({ ids }) => ids.length),
    candidates,
    yes: answer === undefined ? undefined : answer === 'yes',
  };
}

/**
 * Some passages of a question with degrees, as token sequences. Which ones does not depend on the degrees: other labels of the same passages give the
 * same examples.
 */
export function preferenceExample(
  tokenizer: Tokenizer,
  row: PreferenceRow,
  { passages, helpfulFrom, ...limits }: ReadingLimits & { passages: number; helpfulFrom: number },
  rng: Rng,
): Example {
  const read = candidateReader(tokenizer, row.question, limits, rng);
  const inFixedOrder = [...row.passages].sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
  const candidates = draw(inFixedOrder, passages, rng).map(({ title, text, degree }) => ({
    ...read({ title, text }),
    degree,
    positive: isHelpful(degree, helpfulFrom),
  }));
  return { id: row.id, lengths: candidates.map(({ ids }) => ids.length), candidates };
}

/** From 0 on, any gain counts. */
export const isHelpful = (degree: number, helpfulFrom: number): boolean => degree > 0 && degree >= helpfulFrom;

interface ReadPassage {
  title?: string | undefined;
  text: string;
  spans?: { start: number; end: number }[] | undefined;
}

function candidateReader(
  tokenizer: Tokenizer,
  questionText: string,
  { maxTokens, maxQuestionTokens, titleDropout }: ReadingLimits,
  rng: Rng,
): (passage: ReadPassage) => Omit<Candidate, 'positive'> {
  const question = tokenizer.encode(questionText).subarray(0, maxQuestionTokens);
  const room = maxTokens - question.length - 3;
  return (passage) => {
    const title = rng.float() < titleDropout ? undefined : passage.title;
    const shift = title ? title.length + 1 : 0;
    const { ids, starts, ends } = tokenizer.encodeWithOffsets(passageText({ title, text: passage.text }));
    const firstOfText = starts.findIndex((from) => from >= shift);
    const titleTokens = firstOfText >= 0 ? firstOfText : ids.length;
    const spans = (passage.spans ?? []).flatMap((span) => {
      const start = ends.findIndex((end) => end > span.start + shift);
      const end = starts.findLastIndex((from) => from < span.end + shift);
      return start >= 0 && end >= start ? [{ start, end }] : [];
    });
    const all = windows(ids.length, room, Math.ceil(room / 2));
    const inside = all.filter((window) => spans.some((span) => span.start >= window.start && span.end < window.end));
    const choices = inside.length > 0 ? inside : all;
    const { start, end } = choices[rng.below(Math.max(1, choices.length))] ?? { start: 0, end: 0 };
    const passageStart = question.length + 2;
    const sequence = new Int32Array(passageStart + end - start + 1);
    sequence[0] = tokenizer.classId;
    sequence.set(question, 1);
    sequence[passageStart - 1] = tokenizer.separatorId;
    sequence.set(ids.subarray(start, end), passageStart);
    sequence[sequence.length - 1] = tokenizer.separatorId;
    return {
      ids: sequence,
      passageStart,
      textStart: passageStart + Math.max(0, titleTokens - start),
      spans: spans
        .filter((span) => span.start >= start && span.end < end)
        .map((span) => ({ start: span.start - start + passageStart, end: span.end - start + passageStart })),
    };
  };
}

/** Some of the items, at random, none twice. */
function draw<T>(items: readonly T[], count: number, rng: Rng): T[] {
  const rest = [...items];
  const out: T[] = [];
  while (out.length < count && rest.length > 0) {
    const [item] = rest.splice(rng.below(rest.length), 1);
    out.push(item!);
  }
  return out;
}
