import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { VectorIndex } from './vector-index.ts';

/** Every dot product in float64, rounded to float32, sorted: what a search must return. */
function bruteForce(vectors: number[][], query: number[], k: number, allowed: (docno: number) => boolean = () => true) {
  const scored = vectors
    .map((vector, docno) => ({ docno, score: Math.fround(vector.reduce((sum, element, i) => sum + element * query[i]!, 0)) }))
    .filter(({ docno }) => allowed(docno))
    .sort((a, b) => (a.score === b.score ? a.docno - b.docno : b.score - a.score))
    .slice(0, k);
  return { docnos: scored.map(({ docno }) => docno), scores: scored.map(({ score }) => score) };
}

function indexOf(vectors: number[][], dimensions = vectors[0]!.length): VectorIndex {
  const index = new VectorIndex(dimensions);
  index.append(Float32Array.from(vectors.flat()));
  return index;
}

function search(index: VectorIndex, query: number[], k: number, accept?: Uint8Array) {
  const { docnos, scores } = index.search(Float32Array.from(query), k, accept);
  return { docnos: [...docnos], scores: [...scores] };
}

const float = (options: fc.FloatConstraints) => fc.float({ noNaN: true, noDefaultInfinity: true, ...options });

/** Elements that provoke ties, near ties, cancellation, outliers, underflow and overflow. */
const element = fc.oneof(
  { weight: 4, arbitrary: float({ min: -1, max: 1 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, -0, 1, -1, 0.5, Math.fround(0.1)) },
  { weight: 1, arbitrary: fc.constantFrom(1 + 2 ** -23, 1 - 2 ** -24, 2 ** -149, -(2 ** -149), 2 ** -101, 2 ** -99) },
  { weight: 1, arbitrary: float({}) },
);

const collection = fc.integer({ min: 1, max: 40 }).chain((dimensions) => {
  const vector = fc.array(element, { minLength: dimensions, maxLength: dimensions });
  // A few distinct vectors, each many times: duplicates straddle every cut at k.
  const repeated = fc.tuple(fc.array(vector, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }));
  return fc.record({
    vectors: fc.oneof(
      fc.array(vector, { minLength: 1, maxLength: 40 }),
      repeated.map(([distinct, picks]) => picks.map((pick) => distinct[pick % distinct.length]!)),
    ),
    query: vector,
    k: fc.integer({ min: 1, max: 45 }),
  });
});

describe('VectorIndex', () => {
  test('returns the hand-computed order, ties by lower docno', () => {
    const index = indexOf([
      [1, 0],
      [0, 2],
      [1, 0],
      [3, -1],
    ]);
    expect(search(index, [1, 1], 3)).toEqual({ docnos: [1, 3, 0], scores: [2, 2, 1] });
    expect(index.size).toBe(4);
  });

  test('equals brute force on adversarial vectors', () => {
    fc.assert(
      fc.property(collection, ({ vectors, query, k }) => {
        expect(search(indexOf(vectors), query, k)).toEqual(bruteForce(vectors, query, k));
      }),
      { numRuns: 500 },
    );
  });

  test('equals brute force under filters and deletions, however few pass', () => {
    const masks = fc.tuple(fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.boolean()), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(collection, masks, ({ vectors, query, k }, [kept, accepted, rarity]) => {
        const index = indexOf(vectors);
        const keep = vectors.map(() => kept.next().value as boolean);
        const accept = Uint8Array.from(vectors, (_, docno) => Number(docno % rarity === 0 && (accepted.next().value as boolean)));
        const deleted = [...keep.keys()].filter((docno) => !keep[docno]);
        index.delete(deleted);
        index.delete(deleted);
        expect(index.size).toBe(vectors.length - deleted.length);
        expect(search(index, query, k)).toEqual(bruteForce(vectors, query, k, (docno) => keep[docno]!));
        const allowed = (docno: number) => keep[docno]! && accept[docno] === 1;
        expect(search(index, query, k, accept)).toEqual(bruteForce(vectors, query, k, allowed));
      }),
      { numRuns: 300 },
    );
  });

  /** Seeded; unit vectors of 70 dimensions, over several blocks, so that rows and dimensions both need padding. */
  function unitVectors(count: number, dimensions = 70): number[][] {
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32 - 0.5;
    };
    return Array.from({ length: count }, () => {
      const vector = Array.from({ length: dimensions }, random);
      const norm = Math.hypot(...vector);
      return vector.map((element) => Math.fround(element / norm));
    });
  }

  test.each([
    ['unit vectors', (vector: number[]) => vector],
    [
      'norms from 1e-20 to 1e20',
      (vector: number[], docno: number) => vector.map((element) => Math.fround(element * 10 ** ((docno % 41) - 20))),
    ],
    ['near ties, closer than a code', (vector: number[]) => vector.map((element) => Math.fround(1 + element / 1e4))],
    ['one outlier each', (vector: number[], docno: number) => vector.with(docno % 70, 50)],
  ])('equals brute force over several blocks, added in uneven pieces: %s', (_, change) => {
    const [query, ...rows] = unitVectors(3001);
    const vectors = rows.map(change);
    const index = new VectorIndex(70);
    const firsts = [0, 1, 2, 1500, 2999].map((from, i, all) =>
      index.append(Float32Array.from(vectors.slice(from, all[i + 1] ?? vectors.length).flat())),
    );
    expect(firsts).toEqual([0, 1, 2, 1500, 2999]);
    for (const k of [1, 100, 3000, 5000]) expect(search(index, query!, k)).toEqual(bruteForce(vectors, query!, k));
  });

  const filled = (first: number, rest: number) => [first, ...new Array<number>(69).fill(rest)];

  // In each, all that quantisation loses points along the query: the best row's score is at the very end of its bound, and an exactly
  // coded rival comes close behind.
  test.each([
    ['of a row', filled(127, 0.49), filled(127, 0).fill(1, 1, 34), filled(1, 1)],
    ['of the query', filled(0, 127), filled(0.13, 0), filled(32_767, 0.49)],
    ['of a row too small for codes', filled(2 ** -101, 2 ** -101), filled(2 ** -95, 0), filled(1, 1)],
  ])('does not trust a bound too far: the residual %s', (_, best, rival, query) => {
    const index = indexOf([rival, best, rival]);
    expect(search(index, query.map(Math.fround), 1).docnos).toEqual([1]);
    expect(search(index, query.map(Math.fround), 3).docnos).toEqual([1, 0, 2]);
  });

  test('tells rows apart that differ by the last bit', () => {
    fc.assert(
      fc.property(fc.float({ min: 1, max: 2, maxExcluded: true, noNaN: true }), fc.integer({ min: 1, max: 8 }), (start, k) => {
        const bits = new Uint32Array(Float32Array.of(start).buffer)[0]!;
        const values = new Float32Array(Uint32Array.from({ length: 32 }, (_, i) => bits + ((i * 11) % 32)).buffer);
        const vectors = [...values].map((value) => new Array<number>(16).fill(value));
        const query = new Array<number>(16).fill(1);
        expect(search(indexOf(vectors), query, k)).toEqual(bruteForce(vectors, query, k));
      }),
    );
  });

  test('a refused array of several blocks leaves nothing behind and is not written to', () => {
    const [query, ...vectors] = unitVectors(3000);
    const index = indexOf([vectors[0]!]);
    const refused = Float32Array.from(vectors.flat());
    refused[2500 * 70] = Number.NaN;
    const before = refused.slice();
    expect(() => index.append(refused)).toThrow('Row 2500');
    expect(index.append(Float32Array.from(vectors.slice(1).flat()))).toBe(1);
    expect(search(index, query!, 100)).toEqual(bruteForce(vectors, query!, 100));
    expect(refused).toEqual(before);
  });

  test('finds nothing where nothing is left or allowed', () => {
    expect(search(new VectorIndex(3), [1, 2, 3], 5)).toEqual({ docnos: [], scores: [] });
    const index = indexOf([[1], [2]]);
    // A docno past the end of `accept` is not allowed.
    expect(search(index, [1], 2, Uint8Array.of(1))).toEqual({ docnos: [0], scores: [1] });
    expect(search(index, [1], 2, new Uint8Array(2))).toEqual({ docnos: [], scores: [] });
    index.delete([0, 1]);
    expect(search(index, [1], 2)).toEqual({ docnos: [], scores: [] });
    expect(index.append(Float32Array.of(5))).toBe(2);
    expect(search(index, [1], 2)).toEqual({ docnos: [2], scores: [5] });
  });

  test('scores given docnos as the search does', () => {
    const [query, ...vectors] = unitVectors(200);
    const index = indexOf(vectors);
    const { docnos, scores } = index.search(Float32Array.from(query!), 200);
    expect(index.scores(Float32Array.from(query!), docnos)).toEqual(scores);
  });

  test.each([
    ['not whole vectors', [1, 2, 3, 4, 5], '5 numbers are no whole vectors: row 1 has 2 of 3 elements.'],
    ['NaN', [1, 2, 3, 4, Number.NaN, 6], 'Row 1 has NaN at element 1.'],
    ['Infinity', [1, 2, 3, 4, 5, Number.NEGATIVE_INFINITY], 'Row 1 has -Infinity at element 2.'],
  ])('refuses %s, names the row and keeps what it had', (_, numbers, message) => {
    const index = indexOf([[1, 1, 1]]);
    expect(() => index.append(Float32Array.from(numbers))).toThrow(
      expect.objectContaining({ code: 'invalid-input', message, hint: expect.any(String) }),
    );
    expect(index.size).toBe(1);
    expect(index.append(Float32Array.of(2, 2, 2))).toBe(1);
    expect(search(index, [1, 0, 0], 5)).toEqual({ docnos: [1, 0], scores: [2, 1] });
  });

  test.each([
    [[1, 2], 'The query has 2 elements instead of 3.'],
    [[1, Number.NaN, 3], 'The query has NaN at element 1.'],
    [[1, 2, Number.POSITIVE_INFINITY], 'The query has Infinity at element 2.'],
  ])('refuses the query %j', (query, message) => {
    const index = indexOf([[1, 2, 3]]);
    const refusal = expect.objectContaining({ code: 'invalid-input', message });
    expect(() => index.search(Float32Array.from(query), 1)).toThrow(refusal);
    expect(() => index.scores(Float32Array.from(query), Uint32Array.of(0))).toThrow(refusal);
  });

  test.each([[0], [-1], [1.5], [Number.NaN]])('refuses k = %d', (k) => {
    expect(() => indexOf([[1]]).search(Float32Array.of(1), k)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: `k is ${k}.` }),
    );
  });

  test.each([[0], [2.5], [Number.NaN], [16_385]])('refuses %d dimensions', (dimensions) => {
    expect(() => new VectorIndex(dimensions)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  test.each([[-1], [2], [0.5]])('refuses the unknown docno %d', (docno) => {
    const index = indexOf([[1], [2]]);
    expect(() => index.delete([docno])).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: `There is no vector ${docno}.` }),
    );
  });

  afterEach(() => vi.restoreAllMocks());

  test('says so when the memory ends, and goes on with what it had', () => {
    const index = indexOf([[1], [2]]);
    const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: { grow(pages: number): number } } } }).WebAssembly;
    vi.spyOn(Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('Maximum memory size exceeded');
    });
    expect(() => index.append(new Float32Array(10_000))).toThrow(
      expect.objectContaining({ code: 'too-large', message: '10002 vectors of 1 elements do not fit in memory.' }),
    );
    expect(search(index, [1], 5)).toEqual({ docnos: [1, 0], scores: [2, 1] });
  });
});
