/** A passage id with the score of the stage that ranked it last. */
export interface ScoredId {
  id: string;
  score: number;
}

/**
 * The ids in the order in which trec_eval ranks them: by score as float32, falling; ties by id, falling in byte order. The order
 * of the run itself, which trec_eval ignores, is ignored as well, so that figures agree with those computed from a written run.
 */
export function trecOrder(run: readonly ScoredId[]): string[] {
  return run
    .map(({ id, score }) => ({ id, score: Math.fround(score) }))
    .sort((a, b) => b.score - a.score || Buffer.compare(Buffer.from(b.id), Buffer.from(a.id)))
    .map(({ id }) => id);
}
