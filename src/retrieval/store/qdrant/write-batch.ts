import type { Schemas } from '@qdrant/js-client-rest';
import { passageTerms } from '../../analyzer/passage-terms.ts';
import type { CheckedPassage } from '../new-passage.ts';
import type { AddReport } from '../store.ts';
import { ensureAverage } from './average-length.ts';
import { type Collection, type CollectionRecord, denseVector, sparseVector } from './collection.ts';
import { encodePassages, withoutVectors } from './encode-passages.ts';
import { passageHash, textHash } from './passage-hash.ts';
import { type PassagePayload, passagePointId, toPayload } from './payload.ts';
import { passageWeights } from './sparse.ts';

/** Recorded as the embedder's id where passages bring their vectors along. */
const broughtAlong = 'brought-along';

interface Entry extends CheckedPassage {
  pointId: string;
  hashes: PassagePayload['hashes'];
}

type StoredHashes = Map<unknown, PassagePayload['hashes']>;

/**
 * Writes what is new or changed in one request: whole points where the text is, else only the payload. It is durable on return.
 *
 * @throws AccordError as `encodePassages`
 */
export async function writeBatch(collection: Collection, batch: CheckedPassage[], signal?: AbortSignal): Promise<AddReport> {
  const entries = batch.map(({ passage, vector }) => ({
    passage,
    vector,
    pointId: passagePointId(passage.id),
    hashes: { passage: passageHash(passage), text: textHash(passage, vector) },
  }));
  const stored = await storedHashes(collection, entries, signal);
  const changed = entries.filter(({ pointId, hashes }) => {
    const known = stored.get(pointId);
    return known?.passage !== hashes.passage || known.text !== hashes.text;
  });
  const updated = changed.filter(({ pointId }) => stored.has(pointId)).length;
  if (changed.length > 0) await write(collection, changed, stored, signal);
  return { added: changed.length - updated, updated, unchanged: batch.length - changed.length };
}

async function storedHashes(collection: Collection, entries: Entry[], signal?: AbortSignal): Promise<StoredHashes> {
  if (!(await collection.load(signal))) return new Map();
  const wanted = { ids: entries.map(({ pointId }) => pointId), with_payload: ['hashes'], with_vector: false };
  const points = await collection.request((api, target, init) => api.getPoints({ ...target, ...wanted }, init), signal);
  return new Map(points.map(({ id, payload }) => [id, payload?.hashes as PassagePayload['hashes']]));
}

async function write(collection: Collection, changed: Entry[], stored: StoredHashes, signal?: AbortSignal): Promise<void> {
  const newText = changed.filter(({ pointId, hashes }) => stored.get(pointId)?.text !== hashes.text);
  const planned = await plannedEmbedder(collection, newText, signal);
  const vectors = await encodePassages(collection, newText, planned, signal);
  const { embedder } = await collection.create(planned, signal);
  // Another process may have created it without vectors meanwhile.
  if (vectors && !embedder) throw withoutVectors(collection.name);

  const terms = new Map(changed.map(({ pointId, passage }) => [pointId, passageTerms(collection.analyzer, passage)]));
  const lengths = [...terms.values()].map(({ length }) => length);
  const average = await ensureAverage(collection, lengths, signal);

  const payloadOf = ({ passage, hashes, pointId }: Entry) => ({ ...toPayload(passage, hashes, terms.get(pointId)!.length) });
  const points = newText.map((entry, index) => {
    const vector: Record<string, Schemas['Vector']> = { [sparseVector]: passageWeights(terms.get(entry.pointId)!, average.length) };
    if (vectors) vector[denseVector] = Array.from(vectors[index]!);
    return { id: entry.pointId, vector, payload: payloadOf(entry) };
  });
  const operations: Schemas['UpdateOperation'][] = points.length > 0 ? [{ upsert: { points } }] : [];
  const whole = new Set(newText);
  for (const entry of changed) {
    if (!whole.has(entry)) operations.push({ overwrite_payload: { payload: payloadOf(entry), points: [entry.pointId] } });
  }
  await collection.request((api, target, init) => api.batchUpdate({ ...target, wait: true, operations }, init), signal);
}

/** The embedder on record, or the one to record when these passages create the collection. */
async function plannedEmbedder(collection: Collection, entries: Entry[], signal?: AbortSignal): Promise<CollectionRecord['embedder']> {
  const record = await collection.load(signal);
  if (record) return record.embedder;
  if (collection.embedder) return { id: collection.embedder.id, dimensions: collection.embedder.dimensions };
  const brought = entries.find(({ vector }) => vector)?.vector;
  // An empty vector is refused as any of another size.
  return brought ? { id: broughtAlong, dimensions: Math.max(brought.length, 1) } : null;
}
