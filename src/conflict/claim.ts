import { AccordError } from '../errors.ts';
import type { Claim, ClaimLevel } from '../reader/reader.ts';
import { parseIsoDate } from '../retrieval/iso-date.ts';

/** A reader's claim with what resolution needs to know of the passage it was read from. All additions are optional: any `Claim` is one. */
export interface ConflictClaim extends Claim {
  /** P(the passage is useful for the question), in [0, 1]; absent: 1. */
  useful?: number | undefined;
  /** Document of the evidence: passages of one document are one voice. Also what `supersedes` of another claim names. */
  document?: string | undefined;
  /** Same value for near copies: they are one voice. */
  cluster?: string | undefined;
  /** The passage says the question again, word for word: all such passages are one voice, of at most the policy's `echoCeiling`. */
  echo?: boolean | undefined;
  /**
   * What the passage is about, as its title says it: "Interiors (Brad album)". Answers about two subjects answer two readings of the question
   * and do not contradict each other.
   */
  subject?: string | undefined;
  /** ISO 8601; the answer holds from then … */
  validFrom?: string | undefined;
  /** … until then, exclusive. */
  validTo?: string | undefined;
  /** Id of the document that this claim's document replaces. */
  supersedes?: string | undefined;
  /** Other names of the answer. */
  aliases?: readonly string[] | undefined;
  /** The claim says that the answer is *not* right ("if Ajax had not won …" rules out Ajax). */
  denies?: boolean | undefined;
}

/** Rank of a level: instruction outranks context, context outranks the model's memory. */
export const levelRank: Record<ClaimLevel, number> = { instruction: 2, context: 1, parametric: 0 };

/**
 * P(the claim is right), as far as its reader and its ranker can tell: an answer is no surer than that the passage it was read in helps. A sure reading of
 * a page that is about something else is a stray span.
 */
export const reliability = ({ confidence, useful = 1 }: ConflictClaim): number => Math.min(confidence, useful);

/**
 * The claim that follows from others: it is as good as the weakest of them. Level, confidence, usefulness and authority are the least, the
 * date is the oldest (unknown when any is unknown), the validity is where all hold; evidence is all of it. A source or document
 * stands only where all premises share it.
 *
 * @throws AccordError `invalid-input` without premises, or when one denies its answer.
 */
export function derive(answer: string, premises: readonly ConflictClaim[]): ConflictClaim {
  const [first] = premises;
  if (first === undefined) throw new AccordError('invalid-input', `The claim "${answer}" is derived from nothing.`, 'Name its premises.');
  if (premises.some(({ denies }) => denies)) {
    throw new AccordError('invalid-input', `A premise of "${answer}" denies its own answer.`, 'Derive claims from what premises assert.');
  }
  const shared = <T>(values: (T | undefined)[]) => (values.every((value) => value === values[0]) ? values[0] : undefined);
  const dated = premises.map(({ date }) => date);
  const authorities = premises.flatMap(({ authority }) => authority ?? []);
  return {
    answer,
    level: premises.map(({ level }) => level).reduce((a, b) => (levelRank[a] <= levelRank[b] ? a : b)),
    evidence: premises.flatMap(({ evidence }) => evidence),
    confidence: Math.min(...premises.map(({ confidence }) => confidence)),
    useful: Math.min(...premises.map(({ useful = 1 }) => useful)),
    source: shared(premises.map(({ source }) => source)),
    date: dated.every((date) => instant(date) !== undefined) ? extreme(dated, -1) : undefined,
    authority: authorities.length === premises.length ? Math.min(...authorities) : undefined,
    document: shared(premises.map(({ document }) => document)),
    cluster: shared(premises.map(({ cluster }) => cluster)),
    echo: premises.some(({ echo }) => echo) || undefined,
    subject: shared(premises.map(({ subject }) => subject)),
    validFrom: extreme(
      premises.map(({ validFrom }) => validFrom),
      1,
    ),
    validTo: extreme(
      premises.map(({ validTo }) => validTo),
      -1,
    ),
  };
}

/** Milliseconds since 1970 of an ISO 8601 date; an absent or unreadable one is unknown, never now. */
export function instant(date: string | undefined): number | undefined {
  return date === undefined ? undefined : parseIsoDate(date.trim());
}

/** The latest (`direction` 1) or earliest (−1) of the readable dates. */
function extreme(dates: readonly (string | undefined)[], direction: 1 | -1): string | undefined {
  let best: { date: string; time: number } | undefined;
  for (const date of dates) {
    const time = instant(date);
    if (date !== undefined && time !== undefined && (best === undefined || direction * (time - best.time) > 0)) best = { date, time };
  }
  return best?.date;
}
