import { describe, expect, it } from 'vitest';
import { digits, expectedChoice, firstOrSecond, statedChoice, yesNo } from './choices.ts';

const token = (text: string, ...alternatives: [token: string, probability: number][]) => ({
  token: text,
  logprob: Math.log(alternatives.find(([other]) => other === text)?.[1] ?? 0.01),
  alternatives: alternatives.map(([other, probability]) => ({ token: other, logprob: Math.log(probability) })),
});

describe('expectedChoice', () => {
  it('sums over spellings and leaves out what is no answer', () => {
    const read = expectedChoice([token('Yes', ['Yes', 0.4], [' yes', 0.2], ['No', 0.1], ['ĠNO', 0.1], ['The', 0.2])], yesNo);
    expect(read!.value).toBeCloseTo(0.75, 10);
    expect(read!.mass).toBeCloseTo(0.8, 10);
  });

  it('is the expectation over digits', () => {
    const read = expectedChoice([token('7', ['7', 0.5], ['9', 0.25], ['0', 0.25], ['10', 0.0])], digits);
    expect(read!.value).toBeCloseTo(0.5 * 7 + 0.25 * 9, 10);
  });

  it('reads the first token with content, whatever was emitted there', () => {
    expect(expectedChoice([token('\n', ['\n', 1]), token('B', ['B', 0.9], ['A', 0.1])], firstOrSecond)!.value).toBeCloseTo(0.1, 10);
    expect(expectedChoice([token('The', ['The', 0.9], ['no', 0.06], ['yes', 0.02])], yesNo)!.value).toBeCloseTo(0.25, 10);
  });

  it('counts the emitted token where the alternatives lack it', () => {
    const [only] = [token('yes', ['no', 0.2])];
    expect(expectedChoice([{ ...only!, logprob: Math.log(0.6) }], yesNo)!.value).toBeCloseTo(0.75, 10);
  });

  it('has no answer where none is among the alternatives, even if one follows', () => {
    expect(expectedChoice([token('It', ['It', 1]), token(' yes', [' yes', 1])], yesNo)).toBeNull();
    expect(expectedChoice([token('a', ['a', 1])], firstOrSecond)).toBeNull();
    expect(expectedChoice([], yesNo)).toBeNull();
  });
});

describe('statedChoice', () => {
  it.each([
    ['yes', 1],
    [' Yes, it does.', 1],
    ['**No**', 0],
    ['Answer: no.', 0],
    ['Final answer: "yes"', 1],
  ])('reads %j', (text, value) => expect(statedChoice(text, yesNo)).toBe(value));

  it.each(['', 'There is no evidence, so yes', 'I would say yes', 'Yesterday', 'The answer is unclear. yes', 'maybe'])(
    'finds no verdict in %j',
    (text) => expect(statedChoice(text, yesNo)).toBeNull(),
  );

  it('reads digits and letters', () => {
    expect(statedChoice('7/9', digits)).toBeNull();
    expect(statedChoice('7 of 9', digits)).toBe(7);
    expect(statedChoice('10', digits)).toBeNull();
    expect(statedChoice('B: it names him', firstOrSecond)).toBe(0);
    expect(statedChoice('**A**\nbecause', firstOrSecond)).toBe(1);
    expect(statedChoice('A passage helps', firstOrSecond)).toBeNull();
    expect(statedChoice('a passage', firstOrSecond)).toBeNull();
  });
});
