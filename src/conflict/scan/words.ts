/** A word of a sentence. */
export interface Word {
  /** Lower case, without marks; equal words have equal keys. */
  key: string;
  text: string;
  /** Offsets in the sentence, UTF-16 code units. */
  start: number;
  end: number;
}

const pattern = /[\p{L}\p{N}\p{M}]+(?:[.,'’-](?=[\p{L}\p{N}])[\p{L}\p{N}\p{M}]+)*/gu;

/** The words of a sentence; numbers with their decimals, hyphened and possessive words are one. */
export function words(sentence: string): Word[] {
  return [...sentence.matchAll(pattern)].map(({ 0: text, index }) => ({
    key: text
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/['’]s$/, '')
      .replaceAll(',', ''),
    text,
    start: index,
    end: index + text.length,
  }));
}

const functionWords = new Set(
  (
    'a an the and or but nor so of in on at by for from to with as into over after before about between through during than then that this these those ' +
    'it its he she his her him they them their we our you your i my who whom which what when where while is are was were be been being am has have had do ' +
    'does did will would can could may might must shall should there here also other such some any all both each more most very only just one'
  ).split(' '),
);

/** Words that say nothing by themselves. */
export function isFunctionWord({ key }: Word): boolean {
  return functionWords.has(key);
}
