/** Words that say nothing of a relation. */
const empty = new Set(
  `a an and are as at be been belong belongs by can could current currently did do does for from had has have he her his how in into is it its located name of on or
   serve serves she that the their them there these they this those to type was were what when where which who whom whose why will with would
   associated affiliated considered official officially person same individual given been being also now under`.split(/\s+/),
);

/** Wordings of one relation: where one of them stands in a statement, another may stand in the question. */
const wordings = [
  'married marriage spouse wife husband partner wed',
  'born birth birthplace native',
  'died death deathplace passed',
  'author wrote written writer penned',
  'child son daughter father mother parent offspring',
  'employed employer works work worked employs',
  'famous notable known renowned',
  'citizen citizenship nationality national nation country',
  'created country origin originated originate originates comes nation',
  'created creator invented inventor',
  'director manager directed managed manages',
  'performed performer singer sang sung artist performs recorded',
  'chairperson chairman chairwoman chair',
  'educated education studied attended university alma college graduated',
  'religion faith religious',
  'produced manufacturer maker made manufactures manufactured producer',
  'founded founder established founding',
  'headquarters headquartered based location',
  'music genre',
  'head leader leads',
  'ceo chief executive officer',
  'broadcaster broadcasted aired network channel broadcast airs',
  'developer developed',
  'position plays played role',
  'sport sports game',
  'capital seat city',
].map((group) => group.split(' '));

const related = new Map<string, Set<string>>();
for (const group of wordings) {
  for (const word of group) related.set(word, new Set([...(related.get(word) ?? []), ...group]));
}

/** Whether a word can tell one relation from another. */
export const tellsRelation = (word: string): boolean => word.length > 1 && !empty.has(word);

/** How well two words name the same relation: 1 for the same word or inflection, less for another wording, 0 for none. */
export function relationMatch(a: string, b: string): number {
  if (a === b || inflected(a, b)) return 1;
  return [...(related.get(a) ?? [])].some((word) => word === b || inflected(word, b)) ? 0.8 : 0;
}

/** "citizen" and "citizenship", "creator" and "created": most of the longer word in common. */
function inflected(a: string, b: string): boolean {
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  return common >= 4 && common >= 0.6 * Math.max(a.length, b.length);
}
