/** FNV-1a, 32 bits. */
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * Hashes of a text's shingles: every run of five words (or another `width`), lower case, punctuation aside; a shorter text is one shingle.
 * Without repetitions, ascending.
 */
export function shingles(text: string, width = 5): Uint32Array {
  const lower = text.toLowerCase();
  const words: number[] = [];
  let inWord = false;
  let word = offsetBasis;
  for (let i = 0; i < lower.length; i++) {
    const unit = lower.charCodeAt(i);
    if (isWordUnit(unit)) {
      word = Math.imul(word ^ unit, prime);
      inWord = true;
    } else if (inWord) {
      words.push(word);
      word = offsetBasis;
      inWord = false;
    }
  }
  if (inWord) words.push(word);
  if (words.length === 0) return new Uint32Array(0);
  const count = Math.max(1, words.length - width + 1);
  const hashes = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    let hash = offsetBasis;
    for (let j = i; j < Math.min(i + width, words.length); j++) hash = mix(Math.imul(hash ^ words[j]!, prime));
    hashes[i] = hash;
  }
  hashes.sort();
  let unique = 0;
  for (let i = 0; i < count; i++) if (i === 0 || hashes[i] !== hashes[i - 1]) hashes[unique++] = hashes[i]!;
  return hashes.slice(0, unique);
}

/** 1: part of a word, 2: not, 0: not looked up yet. */
const kinds = new Uint8Array(1 << 16);

/** Letters, digits and marks; also the halves of characters beyond 16 bits. */
function isWordUnit(unit: number): boolean {
  kinds[unit] ||= /[\p{L}\p{N}\p{M}\p{Surrogate}]/u.test(String.fromCharCode(unit)) ? 1 : 2;
  return kinds[unit] === 1;
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the output, so that "divisible by n" is a fair sample. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** How many values two ascending arrays have in common. */
export function common(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}

/** Part of the smaller set of shingles that the larger one has too, in [0, 1] (Broder 1997, containment). */
export function containment(a: Uint32Array, b: Uint32Array): number {
  const smaller = Math.min(a.length, b.length);
  return smaller === 0 ? 0 : common(a, b) / smaller;
}
