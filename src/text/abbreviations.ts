const set = (words: string) => new Set(words.trim().split(/\s+/));

/** Abbreviations that a capitalised word or a number follows within the sentence. Lower case, without the last period. */
export const abbreviations = set(`
  mr mrs ms mx dr prof st ste mt ft gen rep reps sen sens gov lt col sgt maj capt cmdr cpl pvt adm rev hon pres supt insp messrs mme mlle
  e.g eg i.e ie cf viz vs v approx ca fl esp incl resp feat aka a.k.a né née dept univ assn attys atty msgr
`);

/** Abbreviations that only a number follows: "No. 5", "Jan. 3", "Fig. 2", "Vol. IV". */
export const numberAbbreviations = set(`
  no nos nr fig figs eq eqs sec secs vol vols pp pg ch chap art arts para op jan feb mar apr jun jul aug sep sept oct nov dec tab ex lot
`);

/** Abbreviations that may also end a sentence; the word after them decides. */
export const ambiguousAbbreviations = set(`
  etc al inc ltd co corp bros llc plc jr sr esq ph.d m.d b.a m.a d.c u.s u.k u.n a.m p.m b.c a.d b.c.e c.e ed eds trans est ave blvd rd
  hr hrs min mins sq lb lbs oz tel ext dist misc orig
`);

/** Words that, capitalised after an abbreviation or an initial, begin a sentence rather than continue a name. */
export const sentenceStarters = set(`
  The A An This That These Those It Its He His She Her They Their We Our You Your I My There Here In On At By For From With Without After Before
  As If When While Where Who What Why How Although Though Because Since Until Unless Despite During However Moreover Furthermore
  Therefore Thus Hence Meanwhile Nevertheless Also And But Or Nor So Yet Not No Some Many Most Several Such Both Each Every Other Another
  One Two Three All Any To Of Then Now Later Once Today According Are Is Was Were Did Do Does Has Have Had Can Could Will Would Should May Might Let
`);
