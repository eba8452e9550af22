import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SketchIndex, sketch } from './near-duplicates.ts';
import { containment, shingles } from './shingles.ts';

const words = (from: number, count: number) => Array.from({ length: count }, (_, i) => `w${from + i}`).join(' ');

describe('shingles', () => {
  test('five words each, regardless of case and punctuation, without repetitions', () => {
    expect(shingles(words(0, 12)).length).toBe(8);
    expect(shingles('The cat, sat ON the mat!')).toEqual(shingles('the cat sat on the (mat)'));
    expect(shingles('a b c d e a b c d e').length).toBe(5);
    expect(shingles('two words').length).toBe(1);
    expect(shingles(' … ').length).toBe(0);
    expect(shingles('日本 語 Ünïcode 😀 x').length).toBe(1);
  });

  test('containment, by hand', () => {
    // 96 shingles, of which the first 46 are those of the first 50 words.
    expect(containment(shingles(words(0, 100)), shingles(`${words(0, 50)} ${words(500, 50)}`))).toBeCloseTo(46 / 96, 10);
    expect(containment(shingles(words(10, 20)), shingles(words(0, 1000)))).toBe(1);
    expect(containment(shingles(''), shingles('a'))).toBe(0);
  });
});

describe('SketchIndex', () => {
  test('finds near duplicates also of texts of very different length; unrelated ones are no candidates', () => {
    const index = new SketchIndex();
    const texts = [words(0, 100), words(1000, 5000), words(9000, 80)];
    for (const text of texts) index.add(sketch(shingles(text)));
    expect(index.candidates(sketch(shingles(`${words(0, 80)} ${words(7000, 20)}`)), 0.25)).toEqual([0]);
    expect(index.candidates(sketch(shingles(words(3000, 90))), 0.25)).toEqual([1]);
    expect(index.candidates(sketch(shingles(words(20_000, 90))), 0.25)).toEqual([]);
    index.remove(0);
    expect(index.candidates(sketch(shingles(texts[0]!)), 0.25)).toEqual([]);
  });

  test('exact copies are found whatever their length', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 60 }), (numbers) => {
        const index = new SketchIndex();
        const copy = sketch(shingles(numbers.join(' ')));
        for (let i = 0; i < 20; i++) index.add(sketch(shingles(words(i * 100, 30))));
        const entry = index.add(copy);
        expect(index.candidates(copy, 0.25)).toContain(entry);
      }),
    );
  });

  test('half of the shingles in common is found in nearly every case', () => {
    const index = new SketchIndex();
    const count = 400;
    for (let i = 0; i < count; i++) index.add(sketch(shingles(words(i * 1000, 100))));
    let found = 0;
    for (let i = 0; i < count; i++) {
      const half = sketch(shingles(`${words(i * 1000, 54)} ${words(1_000_000 + i * 1000, 46)}`));
      if (index.candidates(half, 0.25).includes(i)) found++;
    }
    expect(found / count).toBeGreaterThan(0.97);
  });

  test('boilerplate links no more than a bounded number of passages', () => {
    const index = new SketchIndex();
    const boilerplate = sketch(shingles(words(0, 40)));
    for (let i = 0; i < 1000; i++) index.add(boilerplate);
    expect(index.candidates(boilerplate, 0.25).length).toBeLessThanOrEqual(64);
  });
});
