/** Longest title looked for, in words. */
const longest = 15;

/**
 * The title that a passage of Wikipedia begins with where the data set has put it before the text: "Sherborne Sherborne is a market town …", "The
 * Heat (Needtobreathe album) The Heat is …". Recognised by the name being said again at once, or by a bracket that ends it.
 */
export function splitTitle(text: string): { title?: string; text: string } {
  const words = text.split(/\s+/);
  for (let length = Math.min(longest, words.length - 1); length > 0; length--) {
    const title = words.slice(0, length).join(' ');
    const name = title.replace(/\s*\([^()]*\)$/, '').replace(/,.*$/, '');
    if (!/^[\p{Lu}\p{N}"'“‘]/u.test(title) || name === '') continue;
    const rest = text.slice(endOf(text, length)).trimStart();
    // "( HOSA )" is running text that was taken apart into tokens.
    if (/\S\(|\(\s|\s\)/.test(title)) continue;
    if (title.endsWith(')') ? /^[^(]+ \([^(]+\)$/.test(title) : rest.toLowerCase().startsWith(`${name.toLowerCase()} `))
      return { title, text: rest };
  }
  return { text };
}

/** Where the first words of a text end. */
function endOf(text: string, words: number): number {
  const word = /\S+/g;
  for (let i = 0; i < words; i++) word.exec(text);
  return word.lastIndex;
}
