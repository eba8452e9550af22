import { describe, expect, it } from 'vitest';
import { withBackground } from '../condition.ts';
import { parseLiteral, parseTheory } from '../notation.ts';
import { backgroundConditions } from './background.ts';
import { entailment } from './entailment.ts';
import { implication } from './implication.ts';

/** What the conditions find about a statement, given facts; null where they cannot tell. */
async function find(statement: string, facts: string[], conditions = backgroundConditions) {
  const theory = parseTheory(['Facts:', ...facts, 'Rules:', `R: ${statement} => (cat, purr, loudly)`].join('\n'));
  const { findings } = await withBackground(theory, conditions);
  return findings[0] ? findings[0].holds : null;
}

describe('background conditions', () => {
  it.each<[string, string[], boolean | null]>([
    ['(cat, has, more than six friends)', ['(cat, has, eleven friends)'], true],
    ['(cat, has, more than 11 friends)', ['(cat, has, eleven friends)'], false],
    ['(cat, has, fewer than twelve friends)', ['(cat, has, 11 friends)'], true],
    ['(cat, has, fewer than 11 friends)', ['(cat, has, 11 friends)'], false],
    ['(cat, has, at least 11 friends)', ['(cat, has, 11 friends)'], true],
    ['(cat, has, exactly 11 friends)', ['(cat, has, 12 friends)'], false],
    ['(cat, has, more than 1 friend)', ['(cat, has, 1 friend that is loyal and one friend that is not)'], true],
    ['(cat, has, more than 9 friends)', ['(cat, has, four friends that are easy going and 5 friends that are not)'], false],
    ['(cat, has, more than 3 friends)', ['(cat, has, 11 enemies)'], null],
    ['(cat, has, more than 3 friends)', ['(dog, has, 11 friends)'], null],
    ['(cat, has, more than 3 friends)', ['(cat, has, 11 friends)', '(cat, has, 2 friends)'], null],
    ['(cat, has, more than 3 friends)', ['~(cat, has, 11 friends)'], null],
    ['(cat, is, less than 2 years old)', ['(cat, is, 18 months old)'], true],
    ['(cat, is, more than 2 years old)', ['(cat, is, 5 weeks old)'], false],
    ['(cat, weighs, more than 2 kg)', ['(cat, weighs, 2500 g)'], true],

    [
      "(cat, has a name whose first letter is the same as the first letter of the, dog's name)",
      ['(cat, is named, Milo)', '(dog, is named, Max)'],
      true,
    ],
    [
      "(cat, has a name whose first letter is the same as the first letter of the, dog's name)",
      ['(cat, is named, Milo)', '(dog, is named, Rex)'],
      false,
    ],
    ["(cat, has a name whose first letter is the same as the first letter of the, dog's name)", ['(cat, is named, Milo)'], null],
    ['(cat, has, a name that starts with "m")', ['(cat, is named, Milo)'], true],
    ['(cat, has, a name that starts with "m")', ['(cat, is named, Milo)', '(cat, is named, Rex)'], null],

    ['(cat, has, a card with a primary color)', ['(cat, has, a card that is green in color)'], true],
    ['(cat, has, a card with a primary color)', ['(cat, has, a card that is yellow in color)'], null],
    ['(cat, has, a card whose color is one of the rainbow colors)', ['(cat, has, a card that is indigo in color)'], true],
    ['(cat, has, a card whose color is one of the rainbow colors)', ['(cat, has, a card that is black in color)'], null],
    ['(cat, has, a card whose color appears in the flag of Japan)', ['(cat, has, a card that is white in color)'], true],
    ['(cat, has, a card whose color appears in the flag of Japan)', ['(cat, has, a card that is blue in color)'], null],
    ['(cat, has, a card whose color appears in the flag of Atlantis)', ['(cat, has, a card that is blue in color)'], null],
    [
      '(cat, has, a card whose color starts with the letter "b")',
      ['(cat, has, a card that is red in color)', '(cat, has, a card that is blue in color)'],
      true,
    ],
    ['(cat, has, a hat whose color is red)', ['(cat, has, a card that is red in color)'], null],

    ['(cat, has, something to drink)', ['(cat, has, a green tea)'], true],
    ['(cat, has, something to drink)', ['(cat, has, a banana-strawberry smoothie)'], true],
    ['(cat, has, something to drink)', ['(cat, has, a steak)'], null],
    ['(cat, has, a leafy green vegetable)', ['(cat, has, some romaine lettuce)'], true],
    ['(cat, has, a toString)', ['(cat, has, a steak)'], null],

    ['(cat, killed, the mayor)', ['(cat, assassinated, the mayor)'], true],
    ['~(cat, has, her keys)', ['(cat, lost, her keys)'], false],
    ['(cat, is, a fan of Chris Ronaldo)', ['(cat, hates, Chris Ronaldo)'], false],
    ['(cat, voted, for the mayor)', ['(cat, assassinated, the mayor)'], null],

    ['(report, was published, before May 2016)', ['(report, was published, in 2015)'], true],
    ['(report, was published, before May 2016)', ['(report, was published, in 2016)'], null],
    ['(report, was published, before May 2016)', ['(report, was published, on 31 May 2016)'], false],
    ['(report, was published, after May 2016)', ['(report, was published, on 1 June 2016)'], true],
    ['(report, was published, after May 2016)', ['(report, was published, in 2016)'], null],
    ['(report, was published, since 2016)', ['(report, was published, in May 2016)'], true],
    ['(report, was published, in 2016)', ['(report, was published, on 2016-05-31)'], true],
    ['(report, was published, in 2016)', ['(report, was published, in 2017)'], false],
    ['(report, was published, in May 2016)', ['(report, was published, in 2016)'], null],
    ['(report, was published, before May 2016)', ['(report, was withdrawn, in 2015)'], null],
    ['(report, was published, before May 2016)', ['(report, was published, in summer)'], null],
  ])('%s, given %j: %s', async (statement, facts, expected) => {
    expect(await find(statement, facts)).toBe(expected);
  });

  it('take a table of implications of the caller', async () => {
    const table = implication([[/^be vaccinated$/, 'be immune']]);
    expect(await find('(cat, is, immune)', ['(cat, is, vaccinated)'], [table])).toBe(true);
  });
});

describe('withBackground', () => {
  it('adds what conditions ask for as facts, negated where false, and says from what', async () => {
    const theory = parseTheory(`Facts:
      (cat, has, 11 friends)
      (dog, has, two friends)
      Rules:
      R1: (X, has, more than six friends) => (X, winks, happily)
      R2: (bat, winks, happily)^~(dog, has, more than six friends) => (bat, sings, loudly)`);
    const { theory: fuller, findings } = await withBackground(theory, backgroundConditions);
    expect(fuller.facts.slice(2)).toEqual([
      parseLiteral('(cat, has, more than six friends)'),
      parseLiteral('~(dog, has, more than six friends)'),
    ]);
    expect(findings[0]).toEqual({
      statement: parseLiteral('(cat, has, more than six friends)'),
      condition: 'quantity',
      holds: true,
      premises: [parseLiteral('(cat, has, 11 friends)')],
      because: '11 is more than 6',
    });
    expect(theory.facts).toHaveLength(2);
  });

  it('asks no condition about what the facts settle', async () => {
    const theory = parseTheory('Facts:\n~(cat, has, teeth)\nRules:\nR: (cat, has, teeth) => (cat, bites, dog)');
    const never = {
      id: 'never',
      evaluate: () => {
        throw new Error('asked');
      },
    };
    expect((await withBackground(theory, [never])).findings).toEqual([]);
  });

  it('stops when aborted', async () => {
    const theory = parseTheory('Facts:\n(cat, has, teeth)\nRules:\nR: (cat, eats, meat) => (cat, bites, dog)');
    await expect(withBackground(theory, backgroundConditions, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('entailment', () => {
  const judge = (entailed: number, contradicted: number, seen: string[][] = []) =>
    entailment(async (premise, hypothesis) => {
      seen.push([premise, hypothesis]);
      return { entailment: entailed, contradiction: contradicted };
    });

  it('gives the judge all that is known of the subject, in sentences', async () => {
    const seen: string[][] = [];
    await find(
      '~(cat, be, awake)',
      ['(cat, have, a cold)', '~(cat, like, the dog)', '~(cat, be, happy)', '(cat, took, a nap)'],
      [judge(1, 0, seen)],
    );
    expect(seen).toEqual([
      ['The cat has a cold. The cat does not like the dog. The cat is not happy. The cat took a nap.', 'The cat is awake.'],
    ]);
  });

  it.each([
    [0.95, 0.02, true],
    [0.02, 0.95, false],
    [0.85, 0.1, null],
  ])('believes the judge from .9: entailed %f, contradicted %f', async (entailed, contradicted, expected) => {
    expect(await find('(cat, is, awake)', ['(cat, has, a cold)'], [judge(entailed, contradicted)])).toBe(expected);
  });

  it('does not ask about somebody unknown, and refuses a threshold that believes both', async () => {
    const seen: string[][] = [];
    expect(await find('(cat, is, awake)', ['(dog, has, a cold)'], [judge(1, 0, seen)])).toBe(null);
    expect(seen).toEqual([]);
    expect(() => entailment(async () => ({ entailment: 1, contradiction: 0 }), { threshold: 0.5 })).toThrowError(
      expect.objectContaining({ code: 'invalid-config' }),
    );
  });
});
