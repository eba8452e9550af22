const units = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen'];
const values = new Map<string, number>([
  ...[...units, 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'].map((word, value) => [word, value] as const),
  ...['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'].map((word, i) => [word, 20 + 10 * i] as const),
]);
const scales = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
]);
const shortScales = new Map([
  ['k', 1e3],
  ['m', 1e6],
  ['mn', 1e6],
  ['bn', 1e9],
  ['tn', 1e12],
]);

/** The scale word or money suffix ("3bn") that multiplies a number, if the word is one. */
export function numberScale(word: string, money: boolean): number | undefined {
  return scales.get(word) ?? (money ? shortScales.get(word) : undefined);
}

/** The number that leading words spell out and how many words it takes: "two hundred and five pages" is 205 in 4. */
export function parseNumberWords(words: readonly string[]): { value: number; length: number } | undefined {
  let total = 0;
  let part = 0;
  let length = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const value = values.get(word);
    if (value !== undefined) part += value;
    else if (word === 'hundred' && part > 0) part *= 100;
    else if (scales.has(word) && part > 0) {
      total += part * scales.get(word)!;
      part = 0;
    } else if (
      word === 'and' &&
      length > 0 &&
      values.has(words[i + 1] ?? '') &&
      /^(?:hundred|thousand|million|billion)$/.test(words[i - 1]!)
    )
      continue;
    else break;
    length = i + 1;
  }
  return length === 0 ? undefined : { value: total + part, length };
}

const anyNumberWord = new RegExp(`\\b(?:${[...values.keys()].join('|')})`, 'i');

/** A quick look, before a text is taken apart. */
export function holdsNumberWord(text: string): boolean {
  return anyNumberWord.test(text);
}
