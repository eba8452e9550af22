import { AccordError } from '../../../errors.ts';
import { Passage, passageText } from '../../../passage.ts';
import type { NewPassage } from '../store.ts';
import { passageHash, textHash } from './passage-hash.ts';
import { passagePointId } from './payload.ts';

/** A passage that was checked, and what the collection keeps beside it. */
export interface CheckedPassage {
  passage: Passage;
  /** What is indexed and encoded. */
  text: string;
  /** Brought along by the caller. */
  vector: Float32Array | null;
  hashes: { passage: string; text: string };
  pointId: string;
}

/** Checks the passages of one `add` call. */
export class PassageCheck {
  private readonly seen = new Set<string>();

  /** @throws AccordError `invalid-input` for a passage or vector that is none, or an id that came before in the same call */
  check(input: NewPassage): CheckedPassage {
    const parsed = Passage.safeParse(input);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const message = `Passage ${nameOf(input, this.seen.size)} is not valid: ${[...issue!.path, issue!.message].join(': ')}.`;
      throw new AccordError('invalid-input', message, 'Correct that field.', { cause: parsed.error });
    }
    const passage = parsed.data;
    if (/\p{Surrogate}/u.test(passage.id)) {
      throw new AccordError(
        'invalid-input',
        `The passage id ${JSON.stringify(passage.id)} holds half a character.`,
        'Use well-formed Unicode.',
      );
    }
    if (this.seen.has(passage.id)) {
      throw new AccordError('invalid-input', `Two passages have the id "${passage.id}".`, 'Give each passage its own id within one add.');
    }
    this.seen.add(passage.id);
    const vector = input.vector ? checkVector(input.vector, vectorName(passage.id)) : null;
    const hashes = { passage: passageHash(passage), text: textHash(passage, vector) };
    return { passage, text: passageText(passage), vector, hashes, pointId: passagePointId(passage.id) };
  }
}

export function vectorName(passageId: string): string {
  return `The vector of passage "${passageId}"`;
}

/** @throws AccordError `invalid-input` for numbers that are not finite, or the wrong number of them */
export function checkVector(vector: Float32Array | number[], name: string, dimensions = vector.length || 1): Float32Array {
  const odd = vector.findIndex((value) => !Number.isFinite(value));
  const hint = 'Encode it with the embedder that the store was made with.';
  if (odd >= 0) throw new AccordError('invalid-input', `${name} holds ${vector[odd]} at ${odd}.`, hint);
  if (vector.length !== dimensions) {
    throw new AccordError('invalid-input', `${name} has ${vector.length} dimensions, not ${dimensions}.`, hint);
  }
  return Float32Array.from(vector);
}

function nameOf(input: unknown, number: number): string {
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined;
  return typeof id === 'string' && id !== '' ? `"${id}"` : `number ${number + 1}`;
}
