import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readData } from '../../../bench/data.ts';
import { baseModel } from '../encoders/base-model.ts';
import { Tokenizer } from './tokenizer.ts';

const tokenizer = Tokenizer.fromFile((await baseModel()).tokenizer);
const fixture = new URL('../../../test/oracles/tokenizer/fixtures/offsets.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { cases: { text: string; ids: number[]; offsets: [number, number][] }[] };

const pieces = (text: string): { id: number; start: number; end: number }[] => {
  const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
  return [...ids].map((id, i) => ({ id, start: starts[i]!, end: ends[i]! }));
};
const covered = (text: string): string[] => pieces(text).map(({ start, end }) => text.slice(start, end));

test.each(cases)('offsets are those of BertTokenizerFast: $text', ({ text, ids, offsets }) => {
  expect(pieces(text)).toEqual(ids.map((id, i) => ({ id, start: offsets[i]![0], end: offsets[i]![1] })));
});

test('a token keeps the combining marks and joiners of its characters', () => {
  expect(covered('Cafe\u0301 noir')).toEqual(['Cafe\u0301', 'noir']);
  expect(covered('no\u0308el')).toEqual(['no\u0308el']);
  expect(covered('\u0301x')).toEqual(['x']);
  expect(covered('soft\u00ad')).toEqual(['soft']);
});

const mixed = fc.constantFrom(
  ..." \n\t.'-%7éİΣςßﬁ가中".split(''),
  ...['e\u0301', '\u0000', '\u200b', '\u200d', '👍', '👩‍👧', 'un', 'able', 'ING', 'unbelievably', '##', '[SEP]', '𝒳', '\ud800'],
);

describe('for any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(mixed, { maxLength: 40 }).map((parts) => parts.join('')),
  );

  test('ids are those without offsets, offsets are ordered and in range', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(pieces(text).map(({ id }) => id)).toEqual([...tokenizer.encode(text)]);
        let [lastStart, lastEnd] = [0, 0];
        for (const { start, end } of pieces(text)) {
          expect(start).toBeGreaterThanOrEqual(lastStart);
          expect(end).toBeGreaterThanOrEqual(lastEnd);
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(text.length);
          [lastStart, lastEnd] = [start, end];
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('the text of a stretch of whole words has the ids of that stretch', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
        const all = pieces(text);
        // A word of the pre-tokenizer starts where no token before it ends inside; sub-words have ids of their own alone.
        const wordStarts = all.flatMap(({ start }, i) => (i === 0 || isBoundary(text, start, all[i - 1]!.end) ? [i] : []));
        if (wordStarts.length === 0) return;
        const [from, to] = [a % wordStarts.length, b % wordStarts.length].sort((x, y) => x - y) as [number, number];
        const first = wordStarts[from]!;
        const end = wordStarts[to + 1] ?? all.length;
        const stretch = text.slice(all[first]!.start, all[end - 1]!.end);
        expect([...tokenizer.encode(stretch)]).toEqual(all.slice(first, end).map(({ id }) => id));
      }),
      { numRuns: 3000 },
    );
  });
});

/** White space lies between: there the tokenizer certainly starts afresh. */
function isBoundary(text: string, start: number, lastEnd: number): boolean {
  return /[ \n\t]/.test(text.slice(lastEnd, start));
}

test.skipIf(!process.env.RAG_DATA_DIR)(
  '5,000 real passages: each token covers text that lower-cased and stripped gives it (RAG_DATA_DIR)',
  async () => {
    const names = new Map<number, string>();
    const { tokenizer: path } = await baseModel();
    for (const [name, id] of Object.entries(JSON.parse(readFileSync(path, 'utf8')).model.vocab as Record<string, number>))
      names.set(id, name);
    const passages = await readData<{ text: string }>('wiki_pool/passages');
    const step = Math.ceil(passages.length / 5000);
    let tokens = 0;
    for (let i = 0; i < passages.length; i += step) {
      const { text } = passages[i]!;
      for (const { id, start, end } of pieces(text)) {
        const name = names.get(id)!;
        if (name === '[UNK]') continue;
        const plain = text
          .slice(start, end)
          .toLowerCase()
          .normalize('NFD')
          .replace(/[\p{Mn}\p{Cf}]/gu, '');
        // Of one character that becomes several (ﬁ, Hangul), a token may be a part.
        const expected = name.replace(/^##/, '');
        if (plain.length === expected.length) expect(plain).toBe(expected);
        else expect(plain).toContain(expected);
        tokens++;
      }
    }
    expect(tokens).toBeGreaterThan(100_000);
  },
  120_000,
);
