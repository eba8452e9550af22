/**
 * The stem of a lower-case English word: Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the two changes of the
 * author's own implementation that Lucene keeps too (`-bli` → `-ble`, `-logi` → `-log`). Words of one or two characters stay as they are.
 */
export function porterStem(word: string): string {
  if (word.length < 3) return word;
  let stem = withoutPlural(word);
  stem = withoutPastOrGerund(stem);
  if (stem.endsWith('y') && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaceSuffix(stem, doubleSuffixes, 0);
  stem = replaceSuffix(stem, simpleSuffixes, 0);
  stem = replaceSuffix(stem, residualSuffixes, 1);
  return withoutFinalE(stem);
}

type Suffixes = readonly (readonly [suffix: string, replacement: string])[];

/** Step 2. */
const doubleSuffixes: Suffixes = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

/** Step 3. */
const simpleSuffixes: Suffixes = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

/** Step 4; `-ion` has a condition of its own: see {@link replaceSuffix}. */
const residualSuffixes: Suffixes = [
  'al',
  'ance',
  'ence',
  'er',
  'ic',
  'able',
  'ible',
  'ant',
  'ement',
  'ment',
  'ent',
  'ion',
  'ou',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
].map((suffix) => [suffix, ''] as const);

/** Step 1a. */
function withoutPlural(word: string): string {
  if (!word.endsWith('s')) return word;
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('ss') ? word : word.slice(0, -1);
}

/** Step 1b. */
function withoutPastOrGerund(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0;
  if (suffix === 0) return word;
  const stem = word.slice(0, -suffix);
  if (!hasVowel(stem)) return word;
  if (stem.endsWith('at') || stem.endsWith('bl') || stem.endsWith('iz')) return `${stem}e`;
  if (endsInDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsInShortSyllable(stem) ? `${stem}e` : stem;
}

/** The first suffix that fits decides, even where what stands before it is too short. */
function replaceSuffix(word: string, suffixes: Suffixes, longerThan: number): string {
  for (const [suffix, replacement] of suffixes) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    if (suffix === 'ion' && !/[st]$/.test(stem)) continue;
    return measure(stem) > longerThan ? stem + replacement : word;
  }
  return word;
}

/** Step 5. */
function withoutFinalE(word: string): string {
  let stem = word;
  if (stem.endsWith('e')) {
    const before = stem.slice(0, -1);
    // The `e` counts in the measure: it is a vowel at the end and adds nothing.
    const size = measure(before);
    if (size > 1 || (size === 1 && !endsInShortSyllable(before))) stem = before;
  }
  return stem.endsWith('l') && endsInDoubleConsonant(stem) && measure(stem) > 1 ? stem.slice(0, -1) : stem;
}

/** Vowel groups followed by a consonant group: m in [C](VC){m}[V]. */
function measure(stem: string): number {
  let count = 0;
  let afterVowel = false;
  for (let i = 0; i < stem.length; i++) {
    const consonant = isConsonant(stem, i);
    if (consonant && afterVowel) count++;
    afterVowel = !consonant;
  }
  return count;
}

function hasVowel(stem: string): boolean {
  for (let i = 0; i < stem.length; i++) if (!isConsonant(stem, i)) return true;
  return false;
}

function endsInDoubleConsonant(stem: string): boolean {
  const last = stem.length - 1;
  return last >= 1 && stem[last] === stem[last - 1] && isConsonant(stem, last);
}

/** Consonant, vowel, consonant other than w, x, y. */
function endsInShortSyllable(stem: string): boolean {
  const last = stem.length - 1;
  return last >= 2 && isConsonant(stem, last) && !isConsonant(stem, last - 1) && isConsonant(stem, last - 2) && !/[wxy]$/.test(stem);
}

/** `y` is a vowel after a consonant. */
function isConsonant(word: string, index: number): boolean {
  switch (word[index]) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
      return false;
    case 'y':
      return index === 0 || !isConsonant(word, index - 1);
    default:
      return true;
  }
}
