import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerForm } from './answer-form.ts';
import { blockingKeys, equivalent } from './equivalent.ts';
import { groupAnswers, representative } from './group-answers.ts';

const same: [string, string][] = [
  ['The Beatles', 'beatles'],
  ['U.S.A.', 'United States of America'],
  ['BBC', 'British Broadcasting Corporation'],
  ['Jan Łukasiewicz', 'Jan Lukasiewicz'],
  ['2016', 'May 2016'],
  ['31 May 2016', 'May 31st, 2016'],
  ['31 May 2016', '2016-05-31'],
  ['May 31', '31 May 1999'],
  ['1994', 'the 1990s'],
  ['1850', '19th century'],
  ['44 BC', '44 B.C.'],
  ['late 1980s', '1988'],
  ['four', '4'],
  ['4 hours', '4'],
  ['54,000 acres', '54000 acres'],
  ['5.2 million', '5,214,000'],
  ['98 km', '61 miles'],
  ['$3bn', '3 billion dollars'],
  ['one thousand, nine hundred and forty-eight', '1948'],
  ['J. R. R. Tolkien', 'John Ronald Reuel Tolkien'],
  ['Franklin Roosevelt', 'President Franklin Delano Roosevelt'],
  ['Smith, John', 'John Smith'],
  ['red and white', 'white and red'],
  ['Paris, France', 'Paris'],
  ['Danube', 'the River Danube'],
  ['helicopters', 'Helicopter'],
  ['True', 'yes'],
];
const different: [string, string][] = [
  ['May 2016', 'June 2016'],
  ['2016', '2017'],
  ['early 1980s', 'late 1980s'],
  ['44 BC', '44'],
  ['98 km', '98 miles'],
  ['4 seasons', '4 episodes'],
  ['93020', '93021'],
  ['Apollo 11', 'Apollo 13'],
  ['Elizabeth I of England', 'Elizabeth II of England'],
  ['World War I', 'World War II'],
  ['England', 'New England'],
  ['football', 'American football'],
  ['Paris, Texas', 'Paris, France'],
  ['nine', 'Nine Elms'],
  ['President', 'Vice President'],
  ['President of France', 'President of Italy'],
  ['Marie Curie', 'Pierre Curie'],
  ['Elton John', 'Olivia Newton-John'],
  ['yes', 'no'],
  ['edible', 'not edible'],
  ['The Guardian', 'The Guardian Angel'],
];

describe('equivalent', () => {
  it.each(same)('%s is %s', (a, b) => {
    expect(equivalent(a, b)).toBe(true);
    expect(equivalent(b, a)).toBe(true);
  });

  it.each(different)('%s is not %s', (a, b) => {
    expect(equivalent(a, b)).toBe(false);
    expect(equivalent(b, a)).toBe(false);
  });

  it('takes a surname alone for a person only when told so', () => {
    expect(equivalent('Beethoven', 'Ludwig van Beethoven')).toBe(false);
    expect(equivalent('Beethoven', 'Ludwig van Beethoven', { person: true })).toBe(true);
    expect(equivalent('England', 'New England', { person: true })).toBe(false);
  });

  it('asks the encoder only where the rules are silent', () => {
    const similar = () => true;
    expect(equivalent('Big Apple', 'New York City', { similar })).toBe(true);
    expect(equivalent('2016', '2017', { similar })).toBe(false);
    expect(equivalent('Apollo 11', 'Apollo 13', { similar })).toBe(false);
  });

  it('compares answers of punctuation by their text', () => {
    expect(equivalent('?', '?')).toBe(true);
    expect(equivalent('?', '!')).toBe(false);
    expect(equivalent('', 'word')).toBe(false);
  });

  it('finds one of two equals by the other', () => {
    for (const [a, b] of same) {
      const [left, right] = [blockingKeys(answerForm(a)), blockingKeys(answerForm(b))];
      expect(
        left.finds.some((key) => right.foundBy.includes(key)) && right.finds.some((key) => left.foundBy.includes(key)),
        `${a} / ${b}`,
      ).toBe(true);
    }
    const [full, alone] = ['Ludwig van Beethoven', 'Beethoven'].map((answer) => blockingKeys(answerForm(answer), true));
    expect(alone!.finds.some((key) => full!.foundBy.includes(key))).toBe(true);
    expect(full!.finds.some((key) => alone!.foundBy.includes(key))).toBe(true);
  });

  it('is reflexive and symmetric', () => {
    const pool = [...same, ...different].flat();
    const answer = fc.oneof(fc.constantFrom(...pool), fc.string());
    fc.assert(
      fc.property(answer, answer, (a, b) => {
        expect(equivalent(a, a)).toBe(true);
        expect(equivalent(a, b)).toBe(equivalent(b, a));
      }),
    );
  });
});

describe('groupAnswers', () => {
  it('groups by complete linkage, weightier answers first', () => {
    expect(groupAnswers(['2016', 'May 2016', 'June 2016', '2016'])).toEqual([0, 1, 0, 0]);
    expect(groupAnswers(['2016', 'May 2016', 'June 2016'], { weights: [1, 1, 5] })).toEqual([0, 1, 0]);
  });

  it('joins answers by aliases', () => {
    expect(groupAnswers(['Persia', 'Iran', 'Iraq'], { aliases: [['Iran'], undefined, undefined] })).toEqual([0, 0, 1]);
  });

  it('gives the same partition in any order', () => {
    const pool = [...same, ...different].flat();
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pool), { maxLength: 30 }), fc.nat(), (answers, seed) => {
        const order = answers.map((_, i) => i).sort((a, b) => ((a * 7919 + seed) % 31) - ((b * 7919 + seed) % 31) || a - b);
        const groups = groupAnswers(answers);
        const shuffled = groupAnswers(order.map((i) => answers[i]!));
        order.forEach((i, at) => {
          expect(shuffled[at]).toBe(groups[i]);
        });
      }),
    );
  });
});

describe('representative', () => {
  it('is the finest date, else the most frequent answer', () => {
    expect(representative(['2016', '2016', 'May 2016'])).toBe('May 2016');
    expect(representative(['UK', 'United Kingdom', 'UK'])).toBe('UK');
  });
});
