import { AccordError } from '../../../errors.ts';
import { passageText } from '../../../passage.ts';
import { type CheckedPassage, checkVector } from '../new-passage.ts';
import type { Collection, CollectionRecord } from './collection.ts';

/**
 * A vector for each passage, brought along or encoded; null for a collection without vectors.
 *
 * @throws AccordError `invalid-input` for a vector of the wrong size or a missing one · `store-mismatch` where the collection has no vectors
 */
export async function encodePassages(
  { name, embedder }: Collection,
  passages: CheckedPassage[],
  recorded: CollectionRecord['embedder'],
  signal?: AbortSignal,
): Promise<Float32Array[] | null> {
  const missing = passages.filter(({ vector }) => !vector);
  if (!recorded) {
    if (!embedder && missing.length === passages.length) return null;
    throw withoutVectors(name);
  }
  const [first] = missing;
  if (first && !embedder) {
    throw new AccordError(
      'invalid-input',
      `Passage "${first.passage.id}" has no vector, and the store was opened without an embedder.`,
      `Bring a vector of ${recorded.dimensions} dimensions along, or open the store with an embedder.`,
    );
  }
  const texts = missing.map(({ passage }) => passageText(passage));
  for (const { vector, passage } of passages) if (vector) check(vector, passage.id, recorded.dimensions);
  const encoded = embedder && texts.length > 0 ? await embedder.embed(texts, 'passage', { signal }) : [];
  encoded.forEach((vector, index) => {
    check(vector, missing[index]!.passage.id, recorded.dimensions);
  });
  let next = 0;
  return passages.map(({ vector }) => vector ?? encoded[next++]!);
}

export function withoutVectors(collection: string): AccordError {
  return new AccordError(
    'store-mismatch',
    `The Qdrant collection "${collection}" was made without vectors.`,
    'Ingest into another collection, or open this one without an embedder; Qdrant cannot add vectors to an existing collection.',
  );
}

function check(vector: Float32Array, id: string, dimensions: number): void {
  checkVector(vector, dimensions, `The vector of passage ${JSON.stringify(id)}`);
}
