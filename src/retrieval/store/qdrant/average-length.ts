import type { Schemas } from '@qdrant/js-client-rest';
import { passageText } from '../../../passage.ts';
import { type Collection, type CollectionRecord, sparseVector } from './collection.ts';
import { toQdrantFilter } from './filter.ts';
import { type PassagePayload, toPassage } from './payload.ts';
import { passageWeights } from './sparse.ts';

/** The mean is taken anew when the collection has grown by this factor, until it rests on this many passages; then it stays. */
const growth = 1.25;
const enough = 10_000;
const pageSize = 512;

export type Average = NonNullable<CollectionRecord['average']>;

/** The average of the collection, fixed by the lengths of its first passages where there is none yet. */
export async function ensureAverage(collection: Collection, lengths: number[], signal?: AbortSignal): Promise<Average> {
  const record = (await collection.load(signal))!;
  if (record.average) return record.average;
  // Another process may have been faster. Should both come here at the same moment, the next re-weighting puts it right.
  const latest = (await collection.reload(signal)) ?? record;
  const average = latest.average ?? { length: mean(lengths), passages: lengths.length };
  if (!latest.average) await collection.save({ ...latest, average }, signal);
  return average;
}

/**
 * Takes the mean length anew and writes the sparse vectors again where the collection has grown enough. The record comes last: an
 * interrupted run is repeated by the next `add`.
 */
export async function updateAverage(collection: Collection, signal?: AbortSignal): Promise<void> {
  const record = await collection.load(signal);
  if (!record?.average || record.average.passages >= enough) return;
  const condition = { filter: toQdrantFilter(), exact: true };
  const { count } = await collection.request((api, target, init) => api.countPoints({ ...target, ...condition }, init), signal);
  if (count < record.average.passages * growth) return;

  const lengths: number[] = [];
  for await (const points of scroll(collection, ['length'], signal)) lengths.push(...points.map(({ payload }) => payload.length));
  const average = { length: mean(lengths), passages: lengths.length };
  if (average.length !== record.average.length) {
    for await (const points of scroll(collection, true, signal)) {
      const updates = points.map(({ id, payload }) => {
        const terms = collection.analyzer.analyze(passageText(toPassage(payload)));
        return { id, vector: { [sparseVector]: passageWeights(terms, average.length) } };
      });
      await collection.request((api, target, init) => api.updateVectors({ ...target, wait: true, points: updates }, init), signal);
    }
  }
  await collection.save({ ...record, average }, signal);
}

/** Pages of passages. */
export async function* scroll(
  collection: Collection,
  with_payload: string[] | true,
  signal?: AbortSignal,
  filter = toQdrantFilter(),
): AsyncGenerator<{ id: string; payload: PassagePayload }[]> {
  let offset: Schemas['ScrollRequest']['offset'] = null;
  do {
    const wanted: Schemas['ScrollRequest'] = { filter, limit: pageSize, offset, with_payload, with_vector: false };
    const page: Schemas['ScrollResult'] = await collection.request(
      (api, target, init) => api.scrollPoints({ ...target, ...wanted }, init),
      signal,
    );
    yield page.points as unknown as { id: string; payload: PassagePayload }[];
    offset = (page.next_page_offset ?? null) as typeof offset;
  } while (offset !== null);
}

/** Over those that have terms, as BM25 counts only these; never 0. */
function mean(lengths: number[]): number {
  const found = lengths.filter((length) => length > 0);
  return found.length === 0 ? 1 : found.reduce((sum, length) => sum + length, 0) / found.length;
}
