import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBlock, encodeDocuments } from './block.ts';

/** Reads a block back into each document's terms with their frequencies. */
function decoded(block: Uint8Array, dead?: Uint8Array): Map<string, number>[] {
  const names: string[] = [];
  const { span, termIds, offsets, documents, frequencies, longFrequencies } = decodeBlock(block, 0, (term) => names.push(term) - 1, dead);
  const result = Array.from({ length: span }, () => new Map<string, number>());
  for (let list = 0; list < termIds.length; list++) {
    for (let i = offsets[list]!; i < offsets[list + 1]!; i++) {
      const long = longFrequencies.get(termIds[list]! * 65_536 + documents[i]!);
      result[documents[i]!]!.set(names[termIds[list]!]!, long ?? frequencies[i]!);
    }
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
      expect([...decodeBlock(block, 7, () => 0).lengths]).toEqual(documents.map((terms) => terms.length));
    }),
  );
});

it('keeps frequencies past a byte and a full window of documents', () => {
  const documents = Array.from({ length: 65_536 }, (_, i) => (i % 1000 === 999 ? Array<string>(i).fill('long') : ['x']));
  expect(decoded(encodeDocuments(documents))).toEqual(documents.map(counted));
  expect(() => encodeDocuments([...documents, ['x']])).toThrow(/65537 documents is too large/);
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

it('never hangs or fails otherwise on random bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decoded(Uint8Array.of(1, ...bytes));
      } catch (error) {
        expect(error).toMatchObject({ code: 'store-corrupt' });
      }
    }),
    { numRuns: 2000 },
  );
});
