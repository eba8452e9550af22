// Writes the fixtures of this folder and ../bm25s: npx tsx test/oracles/lucene/make-fixtures.ts. Needs Java, Maven and bench/rivals/setup.sh.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { luceneTerms, searchOracles } from './oracles.ts';

const texts = [
  "The dogs' owner said the dog's collar wasn't John’s; it’s O'Neil's.",
  'Pi is 3.14, a million 1,000,000; version 1.2.3, 5:30 pm, 1/2, 50% and $9.99 on 2024-01-31.',
  'The U.S.A. and the U.K. e-mail jane.doe+x@example.co.uk or see https://example.org/a_b?c=d#e.',
  'snake_case __init__ _private foo__bar 3_000 a_ _1',
  'Relational databases generalised the conditional rationalisation of hopping, hoped, agreed, feed, plastered, motoring, sized, falling, hissing, ties, caresses, ponies.',
  'Skies dying happily: flies, sky, by, syzygy, oozing, ion, ed, ing, logically, apologies, possibly, adjustable, replacement, controllable.',
  'naïve café — Ærøskøbing, Straße, ĲSSELMEER, ÉCOLE, İstanbul, ΣΊΣΥΦΟΣ, ΌΔΟΣ, ﬁne, Ⅷ, ǅ',
  'cafe\u0301 n\u0303 a\u0308\u0301b x\u00ady zero\u200bwidth join\u200der word\u2060joiner',
  '東京タワーは日本の塔です。ｱｲｳ カタカナ・ひらがな 々〇 한국어 단어 中文分词，你好！',
  'ภาษาไทย ລາວ မြန်မာ ភាសាខ្មែរ हिन्दी বাংলা العربيّة עברית ח"כ ג׳ ד\' צה"ל',
  '👍🏽 👨‍👩‍👧‍👦 🇩🇪🇫🇷🇮 1️⃣ #️⃣ *⃣ ❤️ ☺︎ ©® ™ ℹ️ 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} a🙂b',
  '𝒜𝓁𝓅𝒽𝒶 𐐀𐐨 𠀀𠀁 𝟙𝟚 𓀀 🀄',
  'lone \ud83d surrogate \ude00 pair\ud83d\ude00end',
  "rock'n'roll 'quoted' a''b 1'000 a.b a:b a·b a,b 1.a a.1 x-ray 4x4 C++ C# .NET AT&T",
  'tabs\tand\nnewlines\r\nand\u00a0spaces\u3000wide １２３ ａｂｃ ＡＢＣ',
  `${'a'.repeat(300)} ${'ab1_'.repeat(70)}. ${'é'.repeat(255)} z`,
  'It is not such that they will be there for the then; no, into this and that. To be or not to be!',
  '',
  '  …—!?  ',
];

/** A linear congruential generator: the same corpus on every machine. */
let state = 20_240_131;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** Few common words, many rare ones. */
function word(): string {
  return `w${Math.floor(200 ** random())}`;
}

function words(count: number): string[] {
  return Array.from({ length: count }, word);
}

// Lengths from 1 to about 600, so that byte lengths differ from exact ones.
const documents = Array.from({ length: 60 }, (_, i) => words(i < 12 ? 36 + i : 1 + Math.floor(600 * random() ** 3)));
documents.push([...Array<string>(400).fill('w1'), 'w2'], documents[3]!);
const queries = Array.from({ length: 24 }, (_, i) => words(1 + (i % 6)));
queries.push(['w1', 'w1', 'w7'], ['w199', 'w150', 'w3', 'w2', 'w1']);
const { lucene, bm25s } = searchOracles(documents, queries, 20);

const analysis = {
  madeBy: 'test/oracles/lucene/make-fixtures.ts, Lucene 9.12.1',
  texts,
  english: luceneTerms('english', texts),
  'english-keep-stop-words': luceneTerms('english-keep-stop-words', texts),
  plain: luceneTerms('plain', texts),
};
write('fixtures/analysis.json', analysis);
write('fixtures/bm25.json', {
  madeBy: 'test/oracles/lucene/make-fixtures.ts, Lucene 9.12.1',
  documents: documents.map(spaced),
  queries: queries.map(spaced),
  rankings: lucene,
});
write('../bm25s/fixtures/bm25.json', { madeBy: 'test/oracles/lucene/make-fixtures.ts, bm25s 0.3.16', rankings: bm25s });

function spaced(terms: string[]): string {
  return terms.join(' ');
}

function write(file: string, content: object): void {
  const lines = Object.entries(content).map(([key, value]) => {
    const rows = Array.isArray(value) ? `[\n${value.map((row) => escaped(row)).join(',\n')}\n]` : escaped(value);
    return `${JSON.stringify(key)}: ${rows}`;
  });
  writeFileSync(join(import.meta.dirname, file), `{\n${lines.join(',\n')}\n}\n`);
}

/** ASCII only: invisible and lone characters survive editors. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
