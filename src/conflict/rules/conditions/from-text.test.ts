import { describe, expect, it } from 'vitest';
import { withBackground } from '../condition.ts';
import { solve } from '../solve.ts';
import { readTheory } from '../text/read-theory.ts';
import { backgroundConditions } from './background.ts';

describe('background knowledge about what is read from text', () => {
  it.each([
    ['The dog is currently in Munich.', 'it is in Germany at the moment', 'proved'],
    ['The dog is in Lyon right now.', 'it is in Italy at the moment', 'unknown'],
    ['The dog is a nurse.', 'it works in healthcare', 'proved'],
    ['The dog is a high school teacher.', 'it works in education', 'proved'],
    ['The dog works as a fashion designer.', 'it works in computer science', 'unknown'],
    ['The dog has a basketball with a diameter of 20 inches.', 'it has a basketball that fits in a 21.5 x 23 x 28.2 inches box', 'proved'],
    ['The dog has a notebook that is 12 x 14 inches.', 'it has a notebook that fits in a 13.5 x 10 inches box', 'unknown'],
    ['The dog has a football with a radius of 10 cm.', 'it has a football that would fit in a 22 x 25 x 30 cm box', 'proved'],
    ['The dog is watching a movie from 1984.', 'it is watching a movie that was released before the Berlin wall fell', 'proved'],
    ['The dog is watching a movie from 2010.', 'it watches a movie that was released after the iPhone was introduced', 'proved'],
    ['The dog has 30 dollars. The cat has 20 dollars.', 'it has more money than the cat', 'proved'],
    [
      'The dog has 30 dollars. The cat has 20 dollars. The hen has 5 dollars.',
      'it has more money than the cat and the hen combined',
      'proved',
    ],
    ['The dog is 5 years old.', 'it is less than 18 months old', 'unknown'],
    ['The dog is three and a half years old.', 'it is more than 18 months old', 'proved'],
    ['The dog was born 3 years ago.', 'it is more than 24 months old', 'proved'],
    ['The dog was born in 1999.', 'it was born before the Covid pandemic started', 'proved'],
    ['The dog has a red hat.', 'it has a hat whose color appears in the flag of Peru', 'proved'],
    ['The dog has a card that is white in color.', 'it has a card whose color is one of the colors in the flag of Japan', 'proved'],
    ['The dog has 4 friends that are kind and one friend who is not.', 'it has more than 4 friends', 'proved'],
    ['The dog has lost her keys.', 'it does not have her keys', 'proved'],
    ['The dog is named Max. The hen is named Milo.', "it has a name that starts with the same letter as the hen's name", 'proved'],
    ['The dog bought a car.', 'it owns a car', 'proved'],
    ['The dog has a raincoat.', 'it has something to wear', 'proved'],
    ['The dog has a plum.', 'it has a fruit', 'proved'],
    ['The dog loves the opera.', 'it is a fan of the opera', 'proved'],
    ['The dog has 7 apples.', 'it has at most 9 apples', 'proved'],
    ['The dog lives in Kyoto.', 'it lives in Asia', 'proved'],
    ['The dog is taller than the hen.', 'it is taller than the hen', 'proved'],
    ['The dog has a book by Tolstoy. The dog supports the mayor.', 'it is a supporter of the mayor', 'proved'],
  ])('%s It is asked whether %s: %s', async (stated, asked, truth) => {
    const { theory, question, unread } = readTheory(
      `The hen likes the eel. ${stated} Rule1: Regarding the dog, if ${asked}, then it respects the eel. Does the dog respect the eel?`,
    );
    expect(unread).toEqual([]);
    const { theory: informed } = await withBackground(theory, backgroundConditions);
    expect(solve(informed).verdict(question!).truth).toBe(truth);
  });
});
