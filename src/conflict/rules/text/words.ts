const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Nouns that name no kind: "one of the animals", "any creature", "the individual". */
export const genericNouns = set(`
  animal animals creature creatures being beings individual individuals player players person persons people character characters entity
  entities thing things one ones participant participants beast beasts agent agents member members party parties contestant contestants
  organism organisms critter critters
`);

export const indefinitePronouns = set(`
  something someone somebody anything anyone anybody everything everyone everybody whatever whoever
`);

export const pronouns = set('it he she they this that');

/** Nouns about the argument itself: nobody a rule could be about. */
export const abstractNouns = set(`
  answer antecedent argument assertion assumption belief case circumstance circumstances claim conclusion conclusions condition conditions
  consequence consequent contrary evidence event eventuality expectation fact facts finding following game hypothesis implication inference
  information knowledge latter law moment observation occasion opposite other outcome point premise premises presence possibility principle
  proof proposition question reason reasoning result results rule rules scenario situation statement statements supposition thing time
  truth verdict way
`);

export const coordinators = set('and but however yet or nor plus while whereas although though');

/** May join a noun phrase to what stands before it, so no clause begins after one. */
export const prepositions = set(`
  about above across after against along among around at before behind below beneath beside between beyond by down during for from in inside
  into like near of off on onto out over past than through throughout to toward towards under upon with within without as
`);

const sentenceAdverbs = set(
  'also too always still just even ever now indeed then thus hence already again soon often never-ever surely instead once',
);
const endInLy =
  /^(?:\w*fly|reply|rely|supply|apply|comply|multiply|bully|rally|family|belly|ally|imply|only|italy|july|jelly|lily|early|exactly|precisely|nearly|roughly|approximately|friendly|ugly|holy|silly|lonely|daily|weekly|monthly)$/;

/** "inevitably", "also": may stand before a verb without changing what it says for our purposes. */
export function isAdverb(word: string): boolean {
  return sentenceAdverbs.has(word) || (word.endsWith('ly') && !endInLy.test(word));
}

/** No verb phrase goes past these. */
export const clauseMarkers = set(`
  then whenever when if because unless until therefore consequently conclude concludes concluding implies imply implying entails entail
  whether provided providing assuming supposing regardless
`);

export const determiners = set('the a an some any no each every all both its his her their our your my this that these those');
