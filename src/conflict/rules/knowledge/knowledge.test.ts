import { describe, expect, it } from 'vitest';
import { yearsOfEvent } from './events.ts';
import { flagColors } from './flags.ts';
import { liesIn } from './places.ts';
import { tableOf } from './table.ts';

describe('knowledge tables', () => {
  it('name only colors in flags', () => {
    const colors = new Set(['red', 'orange', 'yellow', 'green', 'blue', 'white', 'black', 'gold', 'maroon']);
    for (const [country, flag] of flagColors) {
      expect(flag.length, country).toBeGreaterThan(1);
      expect(
        flag.filter((color) => !colors.has(color)),
        country,
      ).toEqual([]);
    }
  });

  it.each<[string, string, boolean | undefined]>([
    ['Zürich', 'Switzerland', true],
    ['Osaka', 'Asia', true],
    ['Osaka', 'Europe', false],
    ['Milan', 'France', false],
    ['Atlantis', 'Greece', undefined],
    ['Milan', 'the moon', undefined],
    ['San Jose', 'USA', true],
  ])('%s lies in %s: %s', (place, whole, expected) => {
    expect(liesIn(place, whole)).toBe(expected);
  });

  it.each([
    ['the Berlin Wall fell', [1989, 1989]],
    ['World War 2 started', [1939, 1939]],
    ['the first man landed on the moon', [1969, 1969]],
    ['Covid-19 started', [2019, 2020]],
    ['my cat was born', undefined],
  ])('%s: %j', (event, years) => {
    expect(yearsOfEvent(event)).toEqual(years);
  });

  it('share values among the keys of a row', () => {
    expect([...tableOf('a / b: x, y; c: z')]).toEqual([
      ['a', ['x', 'y']],
      ['b', ['x', 'y']],
      ['c', ['z']],
    ]);
  });
});
