// A character of a script written without spaces counts as a word; so does every 16 characters of a word longer than that (links, data).
const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/;

/** Words of a text, as a measure of its length that holds for any script and for texts that are no prose. */
export function countWords(text: string): number {
  let words = 0;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 0xa0 || code === 0x3000 || code === 0x2028) {
      words += Math.ceil(length / 16);
      length = 0;
    } else if (code >= 0xe00 && unspaced.test(text[i]!)) {
      words += 1 + Math.ceil(length / 16);
      length = 0;
    } else length++;
  }
  return words + Math.ceil(length / 16);
}
