import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeDocuments } from '../../bm25/block.ts';
import { Bm25Index } from '../../bm25/bm25-index.ts';
import { mergePostings } from './merge-postings.ts';

const documents = fc.array(fc.array(fc.constantFrom('fox', 'hat', 'ü', '日本', 'red'), { maxLength: 8 }), { minLength: 1, maxLength: 6 });

test('a merged block searches as one made of the documents that are left', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.boolean()), (blocks, dice) => {
      const left: string[][] = [];
      const parts = blocks.map((block) => {
        const dead = Uint8Array.from(block, () => (dice.next().value ? 1 : 0));
        left.push(...block.filter((_, index) => dead[index] === 0));
        return { data: encodeDocuments(block), dead };
      });
      const merged = new Bm25Index();
      merged.append(mergePostings(parts));
      const expected = new Bm25Index();
      expected.append(encodeDocuments(left));
      expect(merged.end).toBe(left.length);
      expect(merged.search(['fox', '日本', 'red'], 30)).toEqual(expected.search(['fox', '日本', 'red'], 30));
    }),
  );
});

test('frequencies that take more than a byte', () => {
  const long = Array.from({ length: 700 }, () => 'fox');
  expect(mergePostings([{ data: encodeDocuments([['hat'], long]), dead: Uint8Array.of(0, 0) }])).toEqual(encodeDocuments([['hat'], long]));
});
