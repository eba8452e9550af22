import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDocuments } from './block.ts';
import { Bm25Index, type Bm25Options } from './bm25-index.ts';
import { type Bm25Parameters, idf, lengthNorm } from './formula.ts';

/** Scores of all documents straight from the formula, sorted; a null document is a deleted one. */
function bruteForce(documents: (string[] | null)[], query: string[], k: number, options: Bm25Parameters, accept?: Uint8Array) {
  const alive = documents.filter((terms) => terms !== null && terms.length > 0) as string[][];
  const averageLength = alive.reduce((sum, terms) => sum + terms.length, 0) / alive.length;
  const scored = documents.flatMap((terms, docno) => {
    if (!terms || (accept && accept[docno] !== 1)) return [];
    let score = 0;
    for (const term of query) {
      const frequency = terms.filter((other) => other === term).length;
      const documentFrequency = alive.filter((other) => other.includes(term)).length;
      if (frequency > 0) {
        score += (idf(alive.length, documentFrequency) * frequency) / (frequency + lengthNorm(terms.length, averageLength, options));
      }
    }
    return score > 0 ? [{ docno, score }] : [];
  });
  return scored.sort((a, b) => b.score - a.score).slice(0, k);
}

function expectSameRanking(
  index: Bm25Index,
  query: string[],
  k: number,
  expected: { docno: number; score: number }[],
  accept?: Uint8Array,
) {
  const hits = index.search(query, k, accept);
  expect(hits.docnos.length).toBe(expected.length);
  const relative = (a: number, b: number) => Math.abs(a - b) <= 2e-6 * Math.abs(b);
  for (let rank = 0; rank < expected.length; rank++) {
    expect(relative(hits.scores[rank]!, expected[rank]!.score), `score at rank ${rank}`).toBe(true);
    if (rank > 0) {
      const [before, here] = [hits.scores[rank - 1]!, hits.scores[rank]!];
      expect(before > here || (before === here && hits.docnos[rank - 1]! < hits.docnos[rank]!), 'ties by docno').toBe(true);
    }
  }
  return hits;
}

const options = { k1: 0.9, b: 0.4, lengths: 'exact' } as const;
const word = fc.constantFrom(...'abcdefghij', 'k-é', '東');
// The first letters come in most documents, so that lists of all lengths meet.
const document = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('the', 'of') }, { weight: 4, arbitrary: word }), {
  maxLength: 12,
});
const corpus = fc.array(document, { minLength: 1, maxLength: 60 });
const query = fc.array(fc.oneof(word, fc.constantFrom('the', 'of', 'unseen')), { minLength: 1, maxLength: 6 });

function indexOf(documents: string[][], blocks = 1, settings: Bm25Options = options): Bm25Index {
  const index = new Bm25Index(settings);
  const size = Math.ceil(documents.length / blocks);
  for (let i = 0; i < documents.length; i += size) index.append(encodeDocuments(documents.slice(i, i + size)));
  return index;
}

describe('Bm25Index', () => {
  it('scores by hand: two documents of two terms', () => {
    const hits = indexOf([
      ['red', 'fox'],
      ['red', 'hat', 'hat'],
    ]).search(['hat', 'red'], 5);
    // N 2, avgdl 2.5; idf(hat) = ln(1 + 1.5 / 1.5), idf(red) = ln(1 + 0.5 / 2.5)
    const norm = (length: number) => 0.9 * (0.6 + (0.4 * length) / 2.5);
    expect([...hits.docnos]).toEqual([1, 0]);
    expect(hits.scores[0]).toBeCloseTo((Math.log(2) * 2) / (2 + norm(3)) + Math.log(1.2) / (1 + norm(3)), 6);
    expect(hits.scores[1]).toBeCloseTo(Math.log(1.2) / (1 + norm(2)), 6);
  });

  it('equals a full sort of all scores, in one block or many', () => {
    fc.assert(
      fc.property(
        corpus,
        query,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('exact', 'byte'),
        (documents, terms, k, blocks, lengths) => {
          const settings = { ...options, lengths } as const;
          expectSameRanking(indexOf(documents, blocks, settings), terms, k, bruteForce(documents, terms, k, settings));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('accepts documents before the best are taken', () => {
    fc.assert(
      fc.property(corpus, query, fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.boolean()), (documents, terms, k, bits) => {
        const accept = Uint8Array.from(documents, () => (bits.next().value ? 1 : 0)).subarray(0, documents.length - 1);
        expectSameRanking(indexOf(documents, 2), terms, k, bruteForce(documents, terms, k, options, accept), accept);
      }),
    );
  });

  it('gives the same scores whatever the order of the documents', () => {
    fc.assert(
      fc.property(
        corpus.chain((documents) =>
          fc.tuple(fc.constant(documents), fc.shuffledSubarray([...documents.keys()], { minLength: documents.length })),
        ),
        query,
        ([documents, order], terms) => {
          const straight = indexOf(documents).search(terms, 100);
          const shuffled = indexOf(
            order.map((docno) => documents[docno]!),
            3,
          ).search(terms, 100);
          expect(shuffled.scores).toEqual(straight.scores);
          expect(new Set([...shuffled.docnos].map((docno) => order[docno]))).toEqual(new Set(straight.docnos));
        },
      ),
    );
  });

  it('after adding, searching and deleting in any order equals a new index of what is left', () => {
    const step = fc.oneof(
      fc.record({ add: fc.array(document, { maxLength: 5 }) }),
      fc.record({ delete: fc.array(fc.nat(80), { maxLength: 4 }) }),
      fc.record({ search: query }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), query, (steps, terms) => {
        const index = new Bm25Index(options);
        const documents: (string[] | null)[] = [];
        for (const action of steps) {
          if ('add' in action) {
            expect(index.append(encodeDocuments(action.add))).toBe(documents.length);
            documents.push(...action.add);
          } else if ('delete' in action) {
            index.delete(action.delete);
            for (const docno of action.delete) if (docno < documents.length) documents[docno] = null;
          } else expectSameRanking(index, action.search, 7, bruteForce(documents, action.search, 7, options));
        }
        const hits = expectSameRanking(index, terms, 100, bruteForce(documents, terms, 100, options));
        expect(index.documents).toBe(documents.filter((document) => document?.length).length);
        const left = documents.flatMap((document, docno) => (document ? [docno] : []));
        const rebuilt = indexOf(left.map((docno) => documents[docno]!)).search(terms, 100);
        expect(hits.scores).toEqual(rebuilt.scores);
        expect([...hits.docnos]).toEqual([...rebuilt.docnos].map((docno) => left[docno]));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out documents that are dead when their block is appended', () => {
    const index = new Bm25Index(options);
    index.append(encodeDocuments([['fox'], ['fox', 'hat'], ['hat']]), Uint8Array.of(1, 0, 0));
    const rebuilt = indexOf([['fox', 'hat'], ['hat']]);
    expect([...index.search(['fox', 'hat'], 5).docnos]).toEqual([1, 2]);
    expect(index.search(['fox', 'hat'], 5).scores).toEqual(rebuilt.search(['fox', 'hat'], 5).scores);
    expect(index.end).toBe(3);
  });

  it('keeps frequencies past a byte, through merges and deletions', () => {
    const long = (count: number) => [...Array<string>(count).fill('ha'), 'end'];
    const documents: (string[] | null)[] = [long(255), ['ha', 'ha'], long(70_000), long(254), ['end', 'x']];
    const index = new Bm25Index(options);
    for (const terms of documents) index.append(encodeDocuments([terms!]));
    expectSameRanking(index, ['ha'], 5, bruteForce(documents, ['ha'], 5, options));
    index.delete([1]);
    documents[1] = null;
    expectSameRanking(index, ['end', 'ha'], 5, bruteForce(documents, ['end', 'ha'], 5, options));
  });

  it('is exact over several windows of 65,536 documents, with lists of every length', () => {
    // Document i has the term "m-of-n" where n divides i: lists from 3 to 150,000 entries.
    const divisors = [1, 2, 3, 5, 17, 40, 300, 7000, 50_000];
    const documents = Array.from({ length: 150_000 }, (_, i) => {
      const terms = divisors.filter((n) => i % n === 0).map((n) => `every-${n}`);
      return [...terms, ...Array<string>((i * 7919) % 11).fill('pad')];
    });
    const index = new Bm25Index(options);
    for (let i = 0; i < documents.length; i += 4096) index.append(encodeDocuments(documents.slice(i, i + 4096)));
    const averageLength = documents.reduce((sum, terms) => sum + terms.length, 0) / documents.length;
    const weights = new Map(divisors.map((n) => [n, idf(documents.length, Math.ceil(documents.length / n))]));
    for (const query of [[50_000, 1], [7000, 300, 2, 1], [300, 40, 17, 5, 3, 2, 1], [1], [17, 5, 1], divisors]) {
      for (const k of [1, 10, 100, 3000]) {
        const expected = documents
          .map((terms, docno) => ({
            docno,
            score: query.reduce(
              (sum, n) => (docno % n === 0 ? sum + weights.get(n)! / (1 + lengthNorm(terms.length, averageLength, options)) : sum),
              0,
            ),
          }))
          .filter(({ score }) => score > 0)
          .sort((a, b) => b.score - a.score)
          .slice(0, k);
        expectSameRanking(
          index,
          query.map((n) => `every-${n}`),
          k,
          expected,
        );
      }
    }
  });

  it('finds nothing for an empty query, unknown terms or an empty index', () => {
    expect(new Bm25Index().search(['a'], 3).docnos.length).toBe(0);
    expect(indexOf([['a']]).search([], 3).docnos.length).toBe(0);
    expect(indexOf([['a']]).search(['b'], 3).docnos.length).toBe(0);
    expect(indexOf([['a']]).search(['a'], 3, new Uint8Array(0)).docnos.length).toBe(0);
  });

  it('refuses a k that is no positive integer, and bad parameters', () => {
    const index = indexOf([['a']]);
    for (const k of [0, -1, 1.5, Number.NaN]) expect(() => index.search(['a'], k)).toThrow(`k is ${k}`);
    expect(() => new Bm25Index({ b: 2 })).toThrow();
    expect(index.search(['a'], 1e9).docnos.length).toBe(1);
  });
});
