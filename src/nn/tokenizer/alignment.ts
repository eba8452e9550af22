import { type BertNormalizerOptions, normalizeBert } from './bert-normalizer.ts';

/** A normalised text, and for each of its UTF-16 code units the stretch of the original it was made of. */
export interface Alignment {
  text: string;
  starts: Int32Array;
  ends: Int32Array;
}

/** What belongs to the character before it: combining marks, and joiners within words and emoji. */
const attached = /^(?:\p{M}|\u200C|\u200D)$/u;

/**
 * BERT's normalisation of one word, with offsets. It works character by character, so the parts line up by their lengths; what it takes from
 * neighbours (the final sigma, the order of combining marks) changes no length.
 */
export function alignBert(word: string, options: BertNormalizerOptions): Alignment {
  const text = normalizeBert(word, options);
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  let start = 0;
  let length = 0;
  let lastLength = 0;
  for (const character of word) {
    const end = start + character.length;
    const made = normalizeBert(character, options).length;
    if (made > 0) {
      starts.fill(start, length, length + made);
      ends.fill(end, length, length + made);
      length += made;
      lastLength = made;
    } else if (attached.test(character) && length > 0 && ends[length - 1] === start) {
      ends.fill(end, length - lastLength, length);
    }
    start = end;
  }
  return { text, starts, ends };
}
