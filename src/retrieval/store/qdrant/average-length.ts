import { AccordError } from '../../../errors.ts';
import { passageTerms } from '../../analyzer/passage-terms.ts';
import { type Collection, type CollectionRecord, sparseVector } from './collection.ts';
import { toQdrantFilter } from './filter.ts';
import { toPassage } from './payload.ts';
import { type ScrolledPassage, scroll } from './scroll.ts';
import { passageWeights } from './sparse.ts';

/** The mean is taken anew when the collection has grown by this factor, until it rests on this many passages; then it stays. */
const growth = 1.25;
const enough = 10_000;
/** A larger collection is only written again where the mean has moved by more than this part of it. */
const small = 1000;
const tolerance = 0.01;

type Average = NonNullable<CollectionRecord['average']>;

/** The average of the collection, fixed by the lengths of its first passages where there is none yet. */
export async function ensureAverage(collection: Collection, lengths: number[], signal?: AbortSignal): Promise<Average> {
  const known = await collection.load(signal);
  if (known?.average && known.average.passages >= enough) return known.average;
  // Other processes may have taken it meanwhile. Should two come here at the same moment, the next re-weighting puts it right.
  const latest = (await collection.reload(signal))!;
  if (latest.average) return latest.average;
  const average = { length: mean(lengths), passages: lengths.length };
  await collection.save({ ...latest, average }, signal);
  return average;
}

/**
 * Takes the mean length anew where the collection has grown enough, and writes the sparse vectors again. The record comes last: an
 * interrupted run is repeated by the next `add`.
 */
export async function updateAverage(collection: Collection, signal?: AbortSignal): Promise<void> {
  const record = await collection.load(signal);
  if (!record?.average || record.average.passages >= enough) return;
  const condition = { filter: toQdrantFilter(), exact: true };
  const { count } = await collection.request((api, target, init) => api.countPoints({ ...target, ...condition }, init), signal);
  if (count < record.average.passages * growth) return;

  const lengths: number[] = [];
  for await (const page of scroll(collection, { fields: ['length'], signal })) lengths.push(...page.map(({ payload }) => payload.length));
  const length = mean(lengths);
  const keep = count > small && Math.abs(length / record.average.length - 1) <= tolerance;
  if (!keep && !(await weighAgain(collection, length, signal))) return;
  await collection.save({ ...record, average: { length: keep ? record.average.length : length, passages: lengths.length } }, signal);
}

/** False where another process deletes passages meanwhile: then the next `add` tries again. */
async function weighAgain(collection: Collection, averageLength: number, signal?: AbortSignal): Promise<boolean> {
  try {
    for await (const page of scroll(collection, { signal })) await writeWeights(collection, page, averageLength, signal);
    return true;
  } catch (error) {
    if (AccordError.isInstance(error) && error.code === 'not-found') return false;
    throw error;
  }
}

async function writeWeights(collection: Collection, page: ScrolledPassage[], averageLength: number, signal?: AbortSignal): Promise<void> {
  const points = page.map(({ id, payload }) => {
    const terms = passageTerms(collection.analyzer, toPassage(payload));
    return { id, vector: { [sparseVector]: passageWeights(terms, averageLength) } };
  });
  // What another process has replaced since we read it keeps its new vector.
  const read = { must: [{ key: 'hashes.text', match: { any: page.map(({ payload }) => payload.hashes.text) } }] };
  const update = { wait: true, points, update_filter: read };
  await collection.request((api, target, init) => api.updateVectors({ ...target, ...update }, init), signal);
}

/** Over those that have terms, as BM25 counts only these; never 0. */
function mean(lengths: number[]): number {
  const found = lengths.filter((length) => length > 0);
  return found.length === 0 ? 1 : found.reduce((sum, length) => sum + length, 0) / found.length;
}
