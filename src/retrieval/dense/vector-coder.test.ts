import { expect, test } from 'vitest';
import { Rng } from '../../nn/training/rng.ts';
import { codedBytes, codedVectors, VectorCoder } from './vector-coder.ts';
import { VectorIndex } from './vector-index.ts';

const dimensions = 24;
const rows = 1000;
const rng = Rng.of(1, 0);
const vectors = Float32Array.from({ length: rows * dimensions }, () => rng.float() - 0.5);
const coded = new VectorCoder(dimensions).code(vectors);

test('every vector is as near to its code as its residual says', () => {
  const width = coded.codes.length / rows;
  for (let row = 0; row < rows; row++) {
    const code = new Int8Array(coded.codes.buffer, row * width, width);
    const difference = Array.from({ length: dimensions }, (_, i) => vectors[row * dimensions + i]! - coded.scales[row]! * code[i]!);
    expect(Math.hypot(...difference)).toBeLessThanOrEqual(coded.residuals[row]!);
    expect(coded.residuals[row]!).toBeLessThan(0.1);
    expect([...code.subarray(dimensions)]).toEqual(Array(width - dimensions).fill(0));
  }
});

test('codes come back from their bytes, also unaligned; others are refused', () => {
  const bytes = codedBytes(coded);
  const moved = new Uint8Array(bytes.length + 1);
  moved.set(bytes, 1);
  for (const each of [bytes, moved.subarray(1)]) expect(codedVectors(each, rows, dimensions)).toEqual(coded);
  expect(() => codedVectors(bytes.subarray(1), rows, dimensions)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
});

test('a search over codes finds what one over vectors finds, and asks for few of them', () => {
  const whole = new VectorIndex(dimensions);
  whole.append(vectors);
  const asked = new Set<number>();
  const index = new VectorIndex(dimensions);
  index.appendCoded(coded, {
    rowsPerPart: 2,
    part(number) {
      asked.add(number);
      return vectors.subarray(2 * number * dimensions, 2 * (number + 1) * dimensions);
    },
  });
  const query = Float32Array.from({ length: dimensions }, () => rng.float() - 0.5);
  expect(index.search(query, 5)).toEqual(whole.search(query, 5));
  expect(asked.size).toBeGreaterThanOrEqual(3);
  expect(asked.size).toBeLessThan(25);
  const all = Uint32Array.from({ length: rows }, (_, docno) => docno);
  expect(index.scores(query, all)).toEqual(whole.scores(query, all));
});
