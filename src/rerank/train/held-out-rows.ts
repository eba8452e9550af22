import type { CandidateRow } from './candidate-rows.ts';
import { readTrainingRows } from './read-rows.ts';
import type { TrainingSource } from './reading-options.ts';
import type { TrainingRow } from './rows.ts';

/** Enough to tell models apart; more would only take time. */
const limit = 300;

/** The rows that the sources leave out of training, as lists to rank: the negatives compete with the positives. */
export async function heldOutRows(sources: readonly TrainingSource[], signal?: AbortSignal): Promise<CandidateRow[]> {
  const out: CandidateRow[] = [];
  for (const { path, holdOut } of sources) {
    if (holdOut === undefined) continue;
    let index = 0;
    for await (const row of readTrainingRows(path, { signal })) {
      if (index++ % holdOut !== 0 || row.negatives.length === 0) continue;
      out.push(asCandidates(row, `${path}:${index}`));
      if (out.length === limit) return out;
    }
  }
  return out;
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
