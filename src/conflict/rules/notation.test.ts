import { describe, expect, it } from 'vitest';
import { formatLiteral, formatRule, parseLiteral, parseTheory } from './notation.ts';

describe('notation', () => {
  it('reads what BoardgameQA writes', () => {
    const { facts, rules, preferences } = parseTheory(`Facts:
	(sea bass, is named, Buddy)
	~(hummingbird, owe, elephant)
Rules:
	Rule1: ~(hummingbird, owe, elephant)^(X, offer, elephant) => ~(X, burn, bat)
	Rule2: exists X (X, sing, elephant) => (zander, knock, sheep)
Preferences:
	Rule2 > Rule1`);
    expect(facts).toEqual([
      { subject: 'sea bass', relation: 'is named', object: 'Buddy', negated: false },
      { subject: 'hummingbird', relation: 'owe', object: 'elephant', negated: true },
    ]);
    expect(rules[1]).toEqual({
      name: 'Rule2',
      conditions: [{ subject: { variable: 'X' }, relation: 'sing', object: 'elephant', negated: false }],
      conclusion: { subject: 'zander', relation: 'knock', object: 'sheep', negated: false },
    });
    expect(formatRule(rules[0]!)).toBe('Rule1: ~(hummingbird, owe, elephant)^(X, offer, elephant) => ~(X, burn, bat)');
    expect(preferences).toEqual([['Rule2', 'Rule1']]);
  });

  it('leaves commas of the object alone', () => {
    expect(parseLiteral('(pig, has, beer, wine)').object).toBe('beer, wine');
    expect(formatLiteral(parseLiteral('~(pig, has, beer, wine)'))).toBe('~(pig, has, beer, wine)');
  });

  it.each([
    ['(pig, has, beer)', /pig/],
    ['Facts:\n(pig has beer)', /\(pig has beer\)/],
    ['Facts:\n(X, has, beer)', /\(X, has, beer\)/],
    ['Rules:\n(a, p, b) => (a, q, b)', /\(a, p, b\) => \(a, q, b\)/],
    ['Rules:\nR1: (a, p, b) =>', /R1|theory: $/],
    ['Preferences:\nR1 over R2', /R1 over R2/],
  ])('names the line of %j that does not read', (text, message) => {
    expect(() => parseTheory(text)).toThrowError(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) }),
    );
  });
});
