import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Block, encodeDocuments } from './block.ts';
import { frequencyOf, type Postings } from './postings.ts';

/** Reads a block back into each document's terms with their frequencies. */
function decoded(bytes: Uint8Array, dead?: Uint8Array): Map<string, number>[] {
  const block = new Block(bytes);
  const result = Array.from({ length: block.span }, () => new Map<string, number>());
  for (let number = 0; number < block.terms; number++) {
    const size = block.count(number);
    const list: Postings = { documents: new Uint16Array(size), frequencies: new Uint8Array(size), longFrequencies: new Map() };
    const entries = block.read(number, list, 0, 0, dead ?? null);
    for (let i = 0; i < entries; i++) result[list.documents[i]!]!.set(block.term(number), frequencyOf(list, i));
  }
  return result;
}

function counted(terms: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

const term = fc.oneof(
  fc.constantFrom('a', 'b', 'the'),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('\ud83d', '\ude00', '東京'),
);

it('gives back every term, frequency and length', () => {
  fc.assert(
    fc.property(fc.array(fc.array(term, { maxLength: 12 }), { maxLength: 30 }), (documents) => {
      const block = encodeDocuments(documents);
      expect(decoded(block)).toEqual(documents.map(counted));
      const opened = new Block(block);
      expect([...opened.lengths]).toEqual(documents.map((terms) => terms.length));
      for (const each of new Set(documents.flat())) expect(opened.term(opened.find(each))).toBe(each);
      expect(opened.find('not there')).toBe(-1);
    }),
  );
});

it('keeps frequencies past a byte and a full window of documents', () => {
  const documents = Array.from({ length: 65_536 }, (_, i) => (i % 1000 === 999 ? Array<string>(i).fill('long') : ['x']));
  expect(decoded(encodeDocuments(documents))).toEqual(documents.map(counted));
  expect(() => encodeDocuments([...documents, ['x']])).toThrow(/65537 documents is too large/);
});

it('writes lists where they are wanted, also from bytes that are not aligned', () => {
  const block = encodeDocuments([['a', 'b', 'b'], ['b']]);
  const moved = new Uint8Array(block.length + 1);
  moved.set(block, 1);
  const list: Postings = { documents: new Uint16Array(5), frequencies: new Uint8Array(5), longFrequencies: new Map() };
  const opened = new Block(moved.subarray(1));
  expect(opened.read(opened.find('b'), list, 2, 10, null)).toBe(4);
  expect([...list.documents]).toEqual([0, 0, 10, 11, 0]);
  expect([...list.frequencies]).toEqual([0, 0, 2, 1, 0]);
});

it('leaves out the entries of dead documents', () => {
  const block = encodeDocuments([['a', 'b'], ['a'], ['b', 'b']]);
  expect(decoded(block, Uint8Array.of(0, 1, 0))).toEqual([counted(['a', 'b']), new Map(), counted(['b', 'b'])]);
});

it('refuses a block that is cut off, of another version, or followed by more', () => {
  const block = encodeDocuments([['red', 'fox', 'fox'], ['hat']]);
  const refused = (bytes: Uint8Array) => expect(() => decoded(bytes)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
  for (let length = 0; length < block.length; length++) refused(block.subarray(0, length));
  refused(Uint8Array.of(9, ...block.subarray(1)));
  refused(Uint8Array.of(...block, 0));
});

it('never hangs or fails otherwise on damaged bytes', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.array(term, { maxLength: 6 }), { maxLength: 6 }), damage, (documents, changes) => {
      const bytes = encodeDocuments(documents);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      try {
        decoded(bytes);
        new Block(bytes).find('a');
      } catch (error) {
        expect(error).toMatchObject({ code: 'store-corrupt' });
      }
    }),
    { numRuns: 3000 },
  );
});
