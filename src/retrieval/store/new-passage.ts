import { AccordError, throwIfAborted } from '../../errors.ts';
import { Passage } from '../../passage.ts';
import type { NewPassage } from './store.ts';

/** A passage that was checked; its vector is a copy. */
export interface CheckedPassage {
  passage: Passage;
  vector: Float32Array | undefined;
}

/**
 * Checks what comes in and groups it, the last batch being the rest.
 *
 * @throws AccordError `invalid-input` for a passage with missing or wrong fields, or an id that came before; `aborted` between passages.
 */
export async function* passageBatches(
  passages: Iterable<NewPassage> | AsyncIterable<NewPassage>,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<CheckedPassage[]> {
  const seen = new Set<string>();
  let batch: CheckedPassage[] = [];
  for await (const given of passages) {
    throwIfAborted(signal);
    const checked = checkPassage(given, seen.size);
    const { id } = checked.passage;
    if (seen.has(id)) {
      throw new AccordError('invalid-input', `The id ${JSON.stringify(id)} comes twice.`, 'Give every passage an id of its own.');
    }
    seen.add(id);
    batch.push(checked);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function checkPassage(given: NewPassage, number: number): CheckedPassage {
  const result = Passage.safeParse(given);
  const name = typeof given?.id === 'string' ? `Passage ${JSON.stringify(given.id)}` : `Passage number ${number + 1}`;
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    const at = path.length > 0 ? ` at ${path.join('.')}` : '';
    throw new AccordError('invalid-input', `${name} is wrong${at}: ${message}.`, 'A passage has id, text, document.id and flat metadata.');
  }
  const { id, title, document, duplicateCluster } = result.data;
  const names = {
    id,
    title,
    duplicateCluster,
    'document.id': document.id,
    'document.version': document.version,
    'document.uri': document.uri,
  };
  for (const [field, value] of Object.entries(names)) {
    // Not every store gives back the rest after a NUL, or a surrogate that stands alone.
    if (value === undefined || !/[\0\p{Surrogate}]/u.test(value)) continue;
    const message = `${name}: ${field} holds a NUL character or half a surrogate pair.`;
    throw new AccordError('invalid-input', message, 'Remove it; only the text and the metadata may hold any character.');
  }
  return { passage: result.data, vector: given.vector && Float32Array.from(given.vector) };
}

/** @throws AccordError `invalid-input` where the vector has another length or an element that is not finite. */
export function checkVector(vector: Float32Array, dimensions: number, name: string): void {
  const hint = `Give vectors of ${dimensions} finite numbers, made by the embedder that made the others.`;
  if (vector.length !== dimensions) {
    throw new AccordError('invalid-input', `${name} has ${vector.length} elements instead of ${dimensions}.`, hint);
  }
  const wrong = vector.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new AccordError('invalid-input', `${name} has ${vector[wrong]} at element ${wrong}.`, hint);
}
