import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLiteral, formatRule } from '../notation.ts';
import { solve } from '../solve.ts';
import { readTheory } from './read-theory.ts';

const rule = (sentence: string) => {
  const { theory, unread } = readTheory(`Rule1: ${sentence}`);
  return unread.length > 0 ? 'unread' : theory.rules.map(formatRule).join();
};
const facts = (text: string) => readTheory(text).theory.facts.map(formatLiteral);

describe('readTheory, rules', () => {
  it.each([
    ['If the bat winks at the cat, then the cat respects the dog.', '(bat, wink at, cat) => (cat, respect, dog)'],
    [
      'If the bat winks at the cat and the hen does not owe money to the cat, then the cat will never respect the dog.',
      '(bat, wink at, cat)^~(hen, owe money to, cat) => ~(cat, respect, dog)',
    ],
    [
      'If the bat does not wink at the cat but the sea bass respects the cat, then, inevitably, the cat respects the dog.',
      '~(bat, wink at, cat)^(sea bass, respect, cat) => (cat, respect, dog)',
    ],
    [
      'If the bat does not wink at the cat however the hen respects the cat, then the cat is not going to respect the dog.',
      '~(bat, wink at, cat)^(hen, respect, cat) => ~(cat, respect, dog)',
    ],
    ['If something winks at the cat, then it respects the dog, too.', '(X, wink at, cat) => (X, respect, dog)'],
    ['If at least one animal winks at the cat, then the hen does not respect the dog.', '(X, wink at, cat) => ~(hen, respect, dog)'],
    ['The hen respects the dog whenever at least one animal winks at the cat.', '(X, wink at, cat) => (hen, respect, dog)'],
    [
      'The hen unquestionably respects the dog, in the case where the cat does not wink at the hen.',
      '~(cat, wink at, hen) => (hen, respect, dog)',
    ],
    [
      'If you are positive that you saw one of the animals winks at the cat, you can be certain that it will also respect the dog.',
      '(X, wink at, cat) => (X, respect, dog)',
    ],
    [
      'If you are positive that one of the animals does not wink at the cat, you can be certain that it will respect the dog without a doubt.',
      '~(X, wink at, cat) => (X, respect, dog)',
    ],
    [
      'If you see that something winks at the cat but does not owe money to the hen, what can you certainly conclude? You can conclude that it also respects the dog.',
      '(X, wink at, cat)^~(X, owe money to, hen) => (X, respect, dog)',
    ],
    [
      'Be careful when something does not wink at the cat but owes money to the hen because in this case it will, surely, not respect the dog (this may or may not be problematic).',
      '~(X, wink at, cat)^(X, owe money to, hen) => ~(X, respect, dog)',
    ],
    [
      'For the cat, if the belief is that the bat winks at the cat and the hen is not going to owe money to the cat, then you can add that "the cat is not going to respect the dog" to your conclusions.',
      '(bat, wink at, cat)^~(hen, owe money to, cat) => ~(cat, respect, dog)',
    ],
    [
      'Regarding the polar bear, if it has more than six friends, then we can conclude that it does not respect the dog.',
      '(polar bear, have, more than six friends) => ~(polar bear, respect, dog)',
    ],
    [
      'Regarding the cat, if it has something to carry apples and oranges, then we can conclude that it respects the dog.',
      '(cat, have, something to carry apples and oranges) => (cat, respect, dog)',
    ],
    ['If the cat does not have her keys, then the cat respects the dog.', '~(cat, have, her keys) => (cat, respect, dog)'],
  ])('%s', (sentence, expected) => {
    expect(rule(sentence)).toBe(`Rule1: ${expected}`);
  });

  it.each([
    ['no pattern', 'Cats are nice to dogs.'],
    ['a conclusion about somebody no condition names', 'If the bat winks at the cat, then something respects the dog.'],
    ['two conclusions', 'If the bat winks at the cat, then the cat respects the dog and owes money to the hen.'],
    ['nothing said', 'If the bat, then the cat.'],
  ])('leaves unread what it cannot state: %s', (_, sentence) => {
    expect(rule(sentence)).toBe('unread');
  });
});

describe('readTheory, facts', () => {
  it.each([
    ['The sea bass removes one of the pieces of the whale.', ['(sea bass, remove one of the pieces of, whale)']],
    [
      'The octopus is named Max, has 1 friend that is loyal and one friend that is not, and does not wink at the cat.',
      ['(octopus, be named, Max)', '(octopus, have, 1 friend that is loyal and one friend that is not)', '~(octopus, wink at, cat)'],
    ],
    ['The bat recently read a high-quality paper.', ['(bat, read, a high-quality paper)']],
    ['The bat has a knife, and recently read a high-quality paper.', ['(bat, have, a knife)', '(bat, read, a high-quality paper)']],
    ['The bat zorbles the cat.', ['(bat, zorble, cat)']],
    ["The bat isn't holding her keys.", ['~(bat, hold, her keys)']],
    ['The bat carries the cat. The cat watches the bat.', ['(bat, carry, cat)', '(cat, watch, bat)']],
  ])('%s', (text, expected) => {
    expect(facts(text)).toEqual(expected);
  });
});

describe('readTheory, a whole text', () => {
  const text = `The bat winks at the polar bear. The hen offers a job position to the bat.
    Rule1: If something winks at the polar bear, then it owes money to the dog. Rule2: The bat does not owe $$$ to the dog whenever
    at least one animal offers a job to the bat. Rule2 is preferred over Rule1. Nobody knows why.
    Based on the rules and preferences, does the bat owe money to the dog?`;

  it('counts what it does not read', () => {
    const { unread, sentences } = readTheory(text);
    expect(unread).toEqual(['Nobody knows why.']);
    expect(sentences).toBe(7);
  });

  it('brings together what is said of the same verb in other words', () => {
    const { theory, question } = readTheory(text);
    expect(theory.rules[1]!.conditions[0]!.relation).toBe('offer a job position to');
    expect(solve(theory).verdict(question!).truth).toBe('disproved');
  });

  it.each([
    ['sings a victory song for', 'sing a song of victory for', true],
    ['removes from the board one of the pieces of', 'remove one of the pieces of', true],
    ['knows the defensive plans of', 'know the defense plan of', true],
    ['eats the food that belongs to', 'eat the food of', true],
    ['holds more points than', 'hold fewer points than', false],
    ['steals five points from', 'steal six points from', false],
    ['becomes a friend of', 'become an enemy of', false],
    ['wins against', 'lose against', false],
  ])('%s the cat, %s the cat: the same is %s', (stated, asked, same) => {
    const { theory, question } = readTheory(`The bat ${stated} the cat. Does the bat ${asked} the cat?`);
    expect(solve(theory).verdict(question!).truth).toBe(same ? 'proved' : 'unknown');
  });

  it('tells relations apart by their verb alone where asked to', () => {
    const said = 'The bat takes the food of the cat. Does the bat take a photo of the cat?';
    const truth = (relations: 'wording' | 'verb') => {
      const { theory, question } = readTheory(said, { relations });
      return solve(theory).verdict(question!).truth;
    };
    expect([truth('wording'), truth('verb')]).toEqual(['unknown', 'proved']);
  });

  it('drops preferences about rules it could not read, so that the rest is still decided', () => {
    const { theory, unread } = readTheory(
      'Rule1: Cats purr. Rule2: If the bat winks at the cat, then it owls. Rule1 is preferred over Rule2.',
    );
    expect(unread).toContain('Rule1: Cats purr.');
    expect(() => solve(theory)).not.toThrow();
    expect(theory.preferences).toEqual([]);
  });

  it('asks of a name with a verb in it', () => {
    const { question } = readTheory('The polar bear winks at the cat. Does the polar bear respect the cat?');
    expect(question && formatLiteral(question)).toBe('(polar bear, respect, cat)');
    expect(readTheory('Why does it rain?').unread).toEqual(['Why does it rain?']);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (anything) => {
        const read = readTheory(`${anything} The bat winks at the cat.`);
        expect(read.unread.length + read.theory.rules.length).toBeLessThanOrEqual(read.sentences);
      }),
    );
  });
});
