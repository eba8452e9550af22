/** A word of a text with where it stands; `key` is lower case, without apostrophes and possessive endings. */
export interface Word {
  key: string;
  start: number;
  end: number;
  /** Has a capital or a digit, as names do: "Paris", "iPhone". */
  capital: boolean;
}

/** The words of a text: letters, digits and what holds them together ("F.C.", "Back-up"). */
export function words(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}&]+(?:[.'’\-–&]+[\p{L}\p{N}&]+)*[#+]*/gu)].map(({ 0: word, index }) => {
    const name = word.replace(/['’]s?$/, '');
    return {
      key: name
        .normalize('NFKD')
        .replace(/[\p{M}.'’]/gu, '')
        .toLowerCase(),
      start: index,
      end: index + name.length,
      capital: /[\p{Lu}\p{N}]/u.test(word),
    };
  });
}

/** Where a phrase's words stand in a row in a text: the index of the first, or −1. */
export function findWords(text: readonly Word[], phrase: readonly Word[]): number {
  if (phrase.length === 0) return -1;
  return text.findIndex((_, at) => phrase.every(({ key }, i) => text[at + i]?.key === key));
}
