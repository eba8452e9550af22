import type { ScoredPassage } from '../../../passage.ts';
import type { Claim } from '../../../reader/reader.ts';
import type { ReadingOutcome } from '../record.ts';
import { scoreAnswer } from '../relabel.ts';
import type { AskedReader, AskOptions } from './asked-reader.ts';

/** What the reader makes of one question with different passages; the same passages are read once. */
export interface QuestionReadings {
  closedBook(seed?: number): Promise<ReadingOutcome>;
  /** With these passages in this order; with none the reader finds nothing. */
  read(passages: readonly ScoredPassage[], seed?: number): Promise<ReadingOutcome>;
}

export interface AskedQuestion {
  text: string;
  /** The likelihood is that of the first. */
  answers: readonly string[];
  /** All that will be read: an independent reader reads them once, and what it says of fewer follows from that. */
  passages: readonly ScoredPassage[];
  /** Whether the reader is asked for that too. */
  withLikelihood: boolean;
  onUsage: NonNullable<AskOptions['onUsage']>;
}

export function questionReadings(
  asked: AskedReader,
  { text, answers, passages, withLikelihood, onUsage }: AskedQuestion,
): QuestionReadings {
  const known = new Map<string, Promise<ReadingOutcome>>();
  const once = (key: string, make: () => Promise<ReadingOutcome>): Promise<ReadingOutcome> => {
    const outcome = known.get(key) ?? make();
    known.set(key, outcome);
    return outcome;
  };
  let all: Promise<Claim[]> | undefined;

  const claimsOf = async (read: readonly ScoredPassage[], seed: number | undefined): Promise<Claim[]> => {
    if (read.length === 0) return [];
    if (!asked.reader.independent) return asked.read(text, read, { seed, onUsage });
    all ??= asked.read(text, passages, { onUsage });
    const ids = new Set(read.map(({ passage }) => passage.id));
    return (await all).filter(({ evidence }) => evidence.every(({ passageId }) => ids.has(passageId)));
  };
  const outcomeOf = async (claims: Promise<Claim[]>, read: readonly ScoredPassage[]): Promise<ReadingOutcome> => {
    const [answer] = answers;
    const likely = withLikelihood && answer !== undefined ? asked.likelihood(text, read, answer, { onUsage }) : undefined;
    const [[best], likelihood] = await Promise.all([claims, likely]);
    return { ...scoreAnswer(best?.answer ?? '', answers), ...(likelihood && { likelihood: { answer: answer!, ...likelihood } }) };
  };
  return {
    closedBook: (seed) => once(`closed-book ${seed}`, () => outcomeOf(asked.closedBook(text, { seed, onUsage }), [])),
    read: (read, seed) => {
      const key = JSON.stringify([seed, ...read.map(({ passage }) => passage.id)]);
      return once(key, () => outcomeOf(claimsOf(read, seed), read));
    },
  };
}
