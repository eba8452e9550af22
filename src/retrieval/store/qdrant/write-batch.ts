import type { Schemas } from '@qdrant/js-client-rest';
import { AccordError } from '../../../errors.ts';
import type { AddReport } from '../store.ts';
import { ensureAverage } from './average-length.ts';
import { type Collection, type CollectionRecord, denseVector, sparseVector } from './collection.ts';
import { type CheckedPassage, checkVector, vectorName } from './new-passages.ts';
import { type PassagePayload, toPayload } from './payload.ts';
import { passageWeights } from './sparse.ts';

/** Recorded as the embedder's id where passages bring their vectors along. */
const broughtAlong = 'brought-along';

/**
 * Writes what is new or changed in one request: whole points where the text is, else only the payload. It is durable on return.
 *
 * @throws AccordError `invalid-input` for a vector of the wrong size or a missing one · `store-mismatch` where the collection has no vectors
 */
export async function writeBatch(collection: Collection, batch: CheckedPassage[], signal?: AbortSignal): Promise<AddReport> {
  const stored = await storedHashes(collection, batch, signal);
  const changed = batch.filter(({ pointId, hashes }) => {
    const known = stored.get(pointId);
    return known?.passage !== hashes.passage || known.text !== hashes.text;
  });
  const updated = changed.filter(({ pointId }) => stored.has(pointId)).length;
  if (changed.length > 0) await write(collection, changed, stored, signal);
  return { added: changed.length - updated, updated, unchanged: batch.length - changed.length };
}

type StoredHashes = Map<unknown, PassagePayload['hashes']>;

async function storedHashes(collection: Collection, batch: CheckedPassage[], signal?: AbortSignal): Promise<StoredHashes> {
  if (!(await collection.load(signal))) return new Map();
  const wanted = { ids: batch.map(({ pointId }) => pointId), with_payload: ['hashes'], with_vector: false };
  const points = await collection.request((api, target, init) => api.getPoints({ ...target, ...wanted }, init), signal);
  return new Map(points.map(({ id, payload }) => [id, payload?.hashes as PassagePayload['hashes']]));
}

async function write(collection: Collection, changed: CheckedPassage[], stored: StoredHashes, signal?: AbortSignal): Promise<void> {
  const { analyzer, embedder } = collection;
  const newText = changed.filter(({ pointId, hashes }) => stored.get(pointId)?.text !== hashes.text);
  const dimensions = embedder?.dimensions ?? newText.find(({ vector }) => vector)?.vector?.length;
  const existing = await collection.load(signal);
  const planned = existing ? existing.embedder : dimensions === undefined ? null : { id: embedder?.id ?? broughtAlong, dimensions };
  const vectors = await encode(collection, newText, planned, signal);
  await collection.create(planned, signal);

  const terms = new Map(changed.map(({ pointId, text }) => [pointId, analyzer.analyze(text)]));
  const average = await ensureAverage(
    collection,
    [...terms.values()].map(({ length }) => length),
    signal,
  );
  const payloadOf = ({ passage, hashes, pointId }: CheckedPassage) => ({ ...toPayload(passage, hashes, terms.get(pointId)!.length) });
  const points = newText.map((each, index) => {
    const vector: Record<string, Schemas['Vector']> = { [sparseVector]: passageWeights(terms.get(each.pointId)!, average.length) };
    if (vectors) vector[denseVector] = Array.from(vectors[index]!);
    return { id: each.pointId, vector, payload: payloadOf(each) };
  });
  const operations: Schemas['UpdateOperation'][] = points.length > 0 ? [{ upsert: { points } }] : [];
  const written = new Set(newText);
  for (const each of changed) {
    if (!written.has(each)) operations.push({ overwrite_payload: { payload: payloadOf(each), points: [each.pointId] } });
  }
  await collection.request((api, target, init) => api.batchUpdate({ ...target, wait: true, operations }, init), signal);
}

/** A vector for each passage; null for a collection without vectors. */
async function encode(
  { name, embedder }: Collection,
  passages: CheckedPassage[],
  recorded: CollectionRecord['embedder'],
  signal?: AbortSignal,
): Promise<Float32Array[] | null> {
  const hint = 'Ingest into another collection; Qdrant cannot add vectors to an existing one.';
  if (!recorded) {
    if (!embedder && passages.every(({ vector }) => !vector)) return null;
    throw new AccordError('store-mismatch', `The Qdrant collection "${name}" was made without vectors.`, hint);
  }
  const missing = passages.filter(({ vector }) => !vector);
  if (missing.length > 0 && !embedder) {
    throw new AccordError(
      'invalid-input',
      `Passage "${missing[0]!.passage.id}" has no vector, and the store was opened without an embedder.`,
      `Bring a vector of ${recorded.dimensions} dimensions along, or open the store with an embedder.`,
    );
  }
  const brought = passages.map(({ vector, passage }) => vector && checkVector(vector, vectorName(passage.id), recorded.dimensions));
  if (missing.length === 0 || !embedder) return brought as Float32Array[];
  const encoded = await embedder.embed(
    missing.map(({ text }) => text),
    'passage',
    { signal },
  );
  let next = 0;
  return brought.map(
    (vector, index) => vector ?? checkVector(encoded[next++]!, vectorName(passages[index]!.passage.id), recorded.dimensions),
  );
}
