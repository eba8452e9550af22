const set = (words: string) => new Set(words.trim().split(/\s+/));

/** Words before a person's name that do not belong to it. Normalised as answers are. */
const honorifics = set(`
  mr mrs ms miss mx dr prof professor sir dame lord lady st saint president king queen prince princess emperor empress pope cardinal bishop
  archbishop rev reverend general gen colonel col captain capt major admiral lieutenant sergeant senator sen governor gov justice judge
  chancellor minister prime vice count countess duke duchess baron baroness earl viscount
`);
const suffixes = set('jr sr esq phd md mp');

/** A name without titles before and after it; a title that something belongs to ("President of France") is the name itself. */
export function withoutHonorifics(tokens: readonly string[]): readonly string[] {
  let start = 0;
  let end = tokens.length;
  while (start < end && honorifics.has(tokens[start]!)) start++;
  while (end > start + 1 && suffixes.has(tokens[end - 1]!)) end--;
  return start === end || tokens[start] === 'of' ? tokens : tokens.slice(start, end);
}

/** Nouns that only say what kind of thing a name is: "the Danube River" is the Danube. Never the whole name. */
export const classNouns = set(`
  river lake mountain mount ocean sea island islands town village county district province language company corporation corp inc ltd llc plc
  co limited incorporated band album song film movie novel book opera airport stadium bridge tower
`);

/** First words that make another name of the one that follows: New England is no part of England. */
const renamingWords = set(`
  new north south east west northern southern eastern western northeast northwest southeast southwest upper lower greater central inner
  outer great little big old modern ancient papua equatorial american british english french german african european asian former anti non
`);

/**
 * Whether two names, as normalised tokens without honorifics, can be one person's: same surname, and the names before it equal, initials of
 * each other, or left out in the middle. A surname alone matches only where `person` says that both are persons.
 *
 * @example
 * samePerson(['j', 'r', 'r', 'tolkien'], ['john', 'ronald', 'reuel', 'tolkien'], false); // true
 */
export function samePerson(a: readonly string[], b: readonly string[], person: boolean): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const surname = short.at(-1);
  if (
    surname === undefined ||
    surname.length < 3 ||
    surname !== long.at(-1) ||
    long.length > 6 ||
    renamingWords.has(long[0]!) !== renamingWords.has(short[0]!)
  )
    return false;
  if (short.length === 1) return person && long.length > 1 && !renamingWords.has(long[0]!);
  const given = short.slice(0, -1);
  const others = long.slice(0, -1);
  // Without an initial or an equal first name, "Elton John" would be "Olivia Newton John".
  if (!agree(given[0]!, others[0]!)) return false;
  let next = 1;
  for (const name of given.slice(1)) {
    while (next < others.length && !agree(name, others[next]!)) next++;
    if (next++ >= others.length) return false;
  }
  return long.length - short.length <= 2;
}

function agree(a: string, b: string): boolean {
  return a === b || (a[0] === b[0] && (a.length === 1 || b.length === 1));
}
