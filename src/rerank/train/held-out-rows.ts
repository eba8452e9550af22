import type { PreferenceRow } from '../preference/preference-rows.ts';
import type { CandidateRow } from './candidate-rows.ts';
import { type SourceOptions, splitPreferences } from './example-sources.ts';
import { isHelpful } from './examples.ts';
import { readTrainingRows } from './read-rows.ts';
import type { TrainingSource } from './reading-options.ts';
import type { TrainingRow } from './rows.ts';

/** Enough to tell models apart; more would only take time. */
const limit = 300;

export interface HeldOutOptions extends Pick<SourceOptions, 'get' | 'signal'> {
  /** Of preferences: see {@link isHelpful}. */
  helpfulFrom: number;
}

/**
 * The rows that the sources leave out of training, as lists to rank: the negatives compete with the positives, of preferences what does not help with
 * what helps.
 */
export async function heldOutRows(sources: readonly TrainingSource[], options: HeldOutOptions): Promise<CandidateRow[]> {
  const out: CandidateRow[] = [];
  for (const source of sources) {
    const { path, holdOut, preferences } = source;
    if (holdOut === undefined) continue;
    if (preferences) {
      const { heldOut } = await splitPreferences(source, options);
      out.push(...heldOut.flatMap((row, i) => preferred(row, `${path}:${i + 1}`, options.helpfulFrom)).slice(0, limit - out.length));
      if (out.length === limit) return out;
      continue;
    }
    let index = 0;
    for await (const row of readTrainingRows(path, { signal: options.signal })) {
      if (index++ % holdOut !== 0 || row.negatives.length === 0) continue;
      out.push(asCandidates(row, `${path}:${index}`));
      if (out.length === limit) return out;
    }
  }
  return out;
}

/** None where the passages are all alike. */
function preferred({ id, question, passages }: PreferenceRow, name: string, helpfulFrom: number): CandidateRow[] {
  const labelled = passages.map((passage) => ({ ...passage, helps: isHelpful(passage.degree, helpfulFrom) }));
  const [positives, negatives] = [labelled.filter(({ helps }) => helps), labelled.filter(({ helps }) => !helps)];
  return positives.length > 0 && negatives.length > 0 ? [asCandidates({ id, question, positives, negatives }, name)] : [];
}

function asCandidates(row: TrainingRow, name: string): CandidateRow {
  const candidates = [
    ...row.negatives.map((passage) => ({ ...passage, label: 0 as const })),
    ...row.positives.map((passage) => ({ ...passage, label: 1 as const })),
  ].map(({ title, text, label }, i) => ({
    id: `${name}/${i}`,
    ...(title !== undefined && { title }),
    text,
    scores: {},
    ranks: {},
    label,
    holdsAnswer: label === 1,
  }));
  return {
    id: row.id ?? name,
    question: row.question,
    answers: row.positives.flatMap(({ text, spans = [], answer }) => [
      ...spans.map(({ start, end }) => text.slice(start, end)),
      ...(answer ? [answer] : []),
    ]),
    positives: candidates.flatMap(({ id, label }) => (label === 1 ? [id] : [])),
    candidates,
  };
}
