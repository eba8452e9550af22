const set = (words: string) => new Set(words.trim().split(/\s+/));

/** Verbs whose third person ("winks") marks where a subject ends. Other verbs are known by their ending, less surely. */
const verbs = set(`
  accept add affect agree allow approve appear ask assassinate attack attend avoid beat become begin believe belong bring build burn buy call
  capture carry cause change choose claim come contact contain cost cover create cry dance deny destroy discover dislike dream drink drive eat
  employ enjoy enter expire fail fall fear feel fight find follow give go grow hate help hide hold hug hunt ignore include increase insult
  invent invite join keep kill kiss knock know lead learn leave lend like live lose love make manage match meet move need negotiate offer open
  order owe own park pay permit play prepare prevent proceed produce prohibit promise protect provide publish pull purchase push raise reach
  read receive reduce refuse reject remain remove require reveal respect roll run say see sell send shout show sing sleep smile speak stand
  start stay steal stop struggle suspect support surrender swear swim take talk teach tear tell think trade travel trust try turn unite use
  visit vote want watch wear win wink wish work write
`);

/** Past forms that do not end in "-ed". */
const irregularPasts = set(`
  ate became began bought brought built came chose cost drank drew drove fell felt fought found gave got grew had held hid kept knew led left
  lent lost made met paid ran read said sang sat saw sent slept sold spoke stole stood swam swore taught thought told took tore was went were
  won wore wrote
`);

const irregular: Record<string, string> = { has: 'have', is: 'be', are: 'be', am: 'be', does: 'do', goes: 'go' };
const irregularThird: Record<string, string> = { have: 'has', be: 'is', do: 'does' };
const thirdPersons = new Set([...verbs].map(thirdPerson));

const auxiliaries = set(
  "is isn't are aren't was wasn't were has have had does doesn't do don't did didn't will won't can can't cannot could would should must may never",
);

/** "carries" → "carry", "winks" → "wink", "has" → "have"; past forms and everything else stay as they are. */
export function baseForm(word: string): string {
  const known = irregular[word];
  if (known) return known;
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|zz|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** True for a word that, after a subject, surely begins what is said of it. */
export function beginsPredicate(word: string): boolean {
  return auxiliaries.has(word) || thirdPersons.has(word) || irregularPasts.has(word) || (word.endsWith('ed') && isRegularPast(word));
}

/** True for a word that by its ending may be a verb in the third person or past. */
export function mayBeginPredicate(word: string): boolean {
  return /[^su]s$|ed$/.test(word);
}

export function isBaseForm(word: string): boolean {
  return verbs.has(word) || word === 'have' || word === 'be' || word === 'do';
}

/** "carry" → "carries", "have" → "has". */
export function thirdPerson(verb: string): string {
  if (irregularThird[verb]) return irregularThird[verb];
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

function isRegularPast(word: string): boolean {
  const stem = word.slice(0, -2);
  return verbs.has(stem) || verbs.has(`${stem}e`) || verbs.has(stem.slice(0, -1)) || verbs.has(`${stem.slice(0, -1)}y`);
}
