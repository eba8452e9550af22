import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { probeRecord, userRecord } from '../../../test/preference-records.ts';
import { categoryOf } from './category.ts';
import { degreeOf } from './degree.ts';
import { relabel } from './relabel.ts';

const wordy = 'Apollo 11 landed on the Moon on July 20 of the year 1969, watched by hundreds of millions';

describe('categories and degrees', () => {
  test.each([
    ['wrong, then right', '1970', '1969', 'aligned', 1],
    ['right, then wrong', '1969', '1970', 'unaligned', -1],
    ['right twice', '1969', 'in 1969', 'both-correct', 0],
    ['wrong twice', '1970', '1971', 'both-incorrect', 0],
    ['silent, then right', '', '1969', 'aligned', 1],
    // F1 falls from 1 to .13 and the answer is as right as before.
    ['right, then right in many words', '1969', wordy, 'both-correct', 0],
    // F1 rises, and the answer is still wrong.
    ['wrong, then nearly right', 'in the summer of 1970', '20 July', 'both-incorrect', 2 / 4],
  ] as const)('%s', (_, before, after, category, degree) => {
    const record = probeRecord({ answers: ['1969', 'July 1969'], outcomes: [[before, after]] });
    expect(categoryOf(record)).toBe(category);
    expect(record).toMatchObject({ degree, degreeUnit: 'answer' });
  });

  test('changes of F1 below the margin are none', () => {
    const record = probeRecord({ answers: ['July 1969'], outcomes: [['', 'one in July']] });
    expect(degreeOf(record).degree).toBeCloseTo(2 / 5);
    expect(degreeOf(record, { margin: 0.5 }).degree).toBe(0);
  });

  test('likelihoods give the degree a token, answers the category', () => {
    const record = probeRecord({ outcomes: [['1970', '1971']], likelihoods: [-3, -0.5] });
    expect(record).toMatchObject({ degree: 2.5, degreeUnit: 'nats-per-token' });
    expect(categoryOf(record)).toBe('both-incorrect');
    expect(relabel(record, { likelihood: false })).toMatchObject({ degree: 0, degreeUnit: 'answer' });
  });

  test('likelihoods of different answers are not compared', () => {
    const record = probeRecord({ answers: ['1969', 'July 1969'], outcomes: [['1970', '1969']], likelihoods: [-3, -0.5] });
    record.outcomes[0]!.after.likelihood!.answer = 'July 1969';
    expect(degreeOf(record)).toEqual({ degree: 1, unit: 'answer' });
  });

  test('a judge goes before containment', () => {
    const record = probeRecord({ outcomes: [['1970', 'the year of the Moon landing']] });
    record.outcomes[0]!.after.judged = true;
    expect(categoryOf(record)).toBe('aligned');
    expect(relabel(record)).toMatchObject({ degree: 1 });
  });

  test('repetitions are averaged and vote', () => {
    const record = probeRecord({
      outcomes: [
        ['1970', '1971'],
        ['1970', '1969'],
        ['1970', '1969'],
      ],
    });
    expect(record.degree).toBeCloseTo(2 / 3);
    expect(categoryOf(record)).toBe('aligned');
  });

  test('feedback helps or harms', () => {
    expect(categoryOf(userRecord(true))).toBe('aligned');
    expect(categoryOf(userRecord(false))).toBe('unaligned');
    expect(categoryOf({ ...userRecord(true), degree: 0 })).toBeUndefined();
  });
});

const answers = fc.constantFrom('', '1969', '1970', 'in 1969', wordy, 'Moon');
const outcomes = fc.array(fc.tuple(answers, answers), { minLength: 1, maxLength: 4 });

describe('relabelling', () => {
  test('without changes gives the same record, and leaves the given one alone', () => {
    fc.assert(
      fc.property(outcomes, (given) => {
        const record = probeRecord({ outcomes: given });
        const copy = structuredClone(record);
        expect(relabel(record)).toEqual(record);
        expect(record).toEqual(copy);
      }),
    );
  });

  test('of swapped outcomes gives the opposite degree', () => {
    fc.assert(
      fc.property(outcomes, (given) => {
        const swapped = given.map(([before, after]): [string, string] => [after, before]);
        expect(probeRecord({ outcomes: swapped }).degree).toBeCloseTo(-probeRecord({ outcomes: given }).degree, 10);
      }),
    );
  });

  test('with other right answers', () => {
    const record = probeRecord({ outcomes: [['1970', '1969']], likelihoods: [-1, -2] });
    const other = relabel(record, { answers: ['1970'] });
    expect(categoryOf(other)).toBe('unaligned');
    // The likelihood was that of 1969.
    expect(other).toMatchObject({ degree: -1, degreeUnit: 'answer', question: { answers: ['1970'] } });
  });
});
