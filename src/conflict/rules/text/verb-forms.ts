import { commonVerbs } from './common-verbs.ts';
import { baseOfIrregular, irregularParticiples } from './irregular-verbs.ts';

const irregularThird: Record<string, string> = { has: 'have', is: 'be', are: 'be', am: 'be', does: 'do', goes: 'go', undergoes: 'undergo' };

/** End like a verb in the third person or past, and are none. */
const noVerbs = new Set(
  `as this its his hers theirs ours yours yes thus perhaps always sometimes besides unless less plus minus versus towards afterwards else
  red bed hundred combined need sacred naked wicked wretched indeed shed seed weed breed speed feed friends cards letters hours days weeks months years`.split(
    /\s+/,
  ),
);

const noProgressives = /thing$|^(?:spring|string|during|morning|evening|ceiling|wedding|herring|sibling|pudding|starling)$/;

const auxiliaries: ReadonlySet<string> = new Set(
  'is are was were am be has have had does do did will would can could shall should must may might'.split(' '),
);

/** "winks", "winked" and "winking" → "wink"; anything else stays as it is. */
export function baseForm(word: string): string {
  return irregularThird[word] ?? baseOfIrregular.get(word) ?? baseOfThird(word) ?? baseOfPast(word) ?? baseOfProgressive(word) ?? word;
}

/** "carry" → "carries", "have" → "has". */
export function thirdPerson(verb: string): string {
  const known = { have: 'has', be: 'is', do: 'does' }[verb];
  if (known) return known;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

/** The part that all forms of a verb share, however well their base form was found: "invit" for "invite". */
export function verbStem(base: string): string {
  return base
    .replace(/e$/, '')
    .replace(/y$/, 'i')
    .replace(/([^aeiou])\1$/, '$1');
}

/** True for a word in a form that only verbs have: an auxiliary, or the third person or past of a verb that is known. */
export function isSurelyFinite(word: string, known: ReadonlySet<string>): boolean {
  if (auxiliaries.has(word)) return true;
  if (baseOfIrregular.has(word)) return true;
  return isVerb(baseOfThird(word), known) || isVerb(baseOfPast(word), known);
}

/** True for a word that by its ending may be a verb in the third person or past. */
export function mayBeFinite(word: string): boolean {
  return baseOfThird(word) !== undefined || baseOfPast(word) !== undefined;
}

export function isBaseForm(word: string): boolean {
  return commonVerbs.has(word) || word === 'have' || word === 'be' || word === 'do';
}

export function isParticiple(word: string): boolean {
  return irregularParticiples.has(word) || baseOfPast(word) !== undefined;
}

export function isProgressive(word: string): boolean {
  return baseOfProgressive(word) !== undefined;
}

function isVerb(base: string | undefined, known: ReadonlySet<string>): boolean {
  return base !== undefined && (commonVerbs.has(base) || known.has(base));
}

function baseOfThird(word: string): string | undefined {
  if (word.length < 4 || noVerbs.has(word) || commonVerbs.has(word) || !/[^su']s$/.test(word)) return undefined;
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|zz|ch|sh|[^aeiou]o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function baseOfPast(word: string): string | undefined {
  if (word.length < 5 || noVerbs.has(word) || commonVerbs.has(word) || !word.endsWith('ed')) return undefined;
  return /[^aeiou]ied$/.test(word) ? `${word.slice(0, -3)}y` : restored(word.slice(0, -2));
}

function baseOfProgressive(word: string): string | undefined {
  if (word.length < 5 || noProgressives.test(word) || commonVerbs.has(word) || !/[aeiouy].*ing$/.test(word)) return undefined;
  return restored(word.slice(0, -3));
}

/** The base form of what is left without "-ed" or "-ing": "invit" → "invite", "grabb" → "grab". */
function restored(stem: string): string {
  for (const base of [`${stem}e`, stem, stem.slice(0, -1)]) if (commonVerbs.has(base)) return base;
  if (/([bdgmnprt])\1$/.test(stem)) return stem.slice(0, -1);
  return /(?:[^aeiou][aeiou]t|at|iz|is|[cvgu]|[^aeiou]l|dg|s)$/.test(stem) && !/(?:it|et|ss)$/.test(stem) ? `${stem}e` : stem;
}
