import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../../datasets/read-rows.ts';
import { compareTheory, TheoryRow } from '../../../test/oracles/clingo/compare-theory.ts';
import { type GroundLiteral, literalKey, negate } from './literal.ts';
import { formatLiteral, parseLiteral, parseTheory } from './notation.ts';
import { solve } from './solve.ts';
import type { Theory } from './theory.ts';

const theory = (facts: string[], rules: string[], preferences: string[] = []) =>
  parseTheory(
    ['Facts:', ...facts, 'Rules:', ...rules.map((rule, index) => `R${index + 1}: ${rule}`), 'Preferences:', ...preferences].join('\n'),
  );
const verdict = (of: Theory, statement: string) => solve(of).verdict(parseLiteral(statement) as GroundLiteral);

const wink = '(bat, wink, cat)';

describe('solve', () => {
  // name, facts, rules R1…, preferences, statement, truth, reason: all worked out by hand.
  it.each<[string, string[], string[], string[], string, string, string]>([
    ['a fact', [wink], [], [], wink, 'proved', 'fact'],
    ['a negated fact', [`~${wink}`], [], [], wink, 'disproved', 'fact'],
    ['nothing known', [], [], [], wink, 'unknown', 'unsupported'],
    ['not knowing is not knowing that not', [], ['~(bat, owe, cat) => (bat, wink, cat)'], [], wink, 'unknown', 'unsupported'],
    ['a chain', ['(a, p, b)'], ['(a, p, b) => (a, q, b)', '(a, q, b) => ~(a, r, b)'], [], '(a, r, b)', 'disproved', 'rule'],
    ['a rule without conditions', [], ['=> (a, q, b)'], [], '(a, q, b)', 'proved', 'rule'],
    [
      'two rules that no preference separates',
      ['(a, p, b)'],
      ['(a, p, b) => (a, q, b)', '=> ~(a, q, b)'],
      [],
      '(a, q, b)',
      'unknown',
      'clash',
    ],
    ['the preferred of two', ['(a, p, b)'], ['(a, p, b) => (a, q, b)', '=> ~(a, q, b)'], ['R2 > R1'], '(a, q, b)', 'disproved', 'rule'],
    [
      'a preferred rule that does not apply',
      ['(a, p, b)'],
      ['(a, p, b) => (a, q, b)', '(a, x, b) => ~(a, q, b)'],
      ['R2 > R1'],
      '(a, q, b)',
      'proved',
      'rule',
    ],
    [
      'a preferred rule half of whose conditions hold',
      ['(a, p, b)'],
      ['(a, p, b) => (a, q, b)', '(a, p, b)^(a, x, b) => ~(a, q, b)'],
      ['R2 > R1'],
      '(a, q, b)',
      'proved',
      'rule',
    ],
    [
      'preferences through a third rule',
      [],
      ['=> (a, q, b)', '=> (a, z, b)', '=> ~(a, q, b)'],
      ['R1 > R2', 'R2 > R3'],
      '(a, q, b)',
      'proved',
      'rule',
    ],
    [
      'each attacker beaten by another defender',
      [],
      ['=> (a, q, b)', '=> (a, q, b)', '=> ~(a, q, b)', '=> ~(a, q, b)'],
      ['R1 > R3', 'R2 > R4'],
      '(a, q, b)',
      'proved',
      'rule',
    ],
    ['one attacker left over', [], ['=> (a, q, b)', '=> ~(a, q, b)', '=> ~(a, q, b)'], ['R1 > R2'], '(a, q, b)', 'unknown', 'clash'],
    ['a fact against a rule', ['(a, q, b)'], ['=> ~(a, q, b)'], [], '(a, q, b)', 'proved', 'fact'],
    ['facts that contradict', ['(a, q, b)', '~(a, q, b)'], ['=> (a, q, b)'], [], '(a, q, b)', 'unknown', 'contradictory-facts'],
    [
      'what is contested supports nothing and so blocks nothing',
      [],
      ['=> (a, p, b)', '=> ~(a, p, b)', '(a, p, b) => ~(a, q, b)', '=> (a, q, b)'],
      ['R3 > R4'],
      '(a, q, b)',
      'proved',
      'rule',
    ],
    [
      'a preferred rule whose condition was defeated',
      ['(a, f, b)'],
      ['(a, f, b) => (a, p, b)', '=> ~(a, p, b)', '(a, p, b) => ~(a, q, b)', '=> (a, q, b)'],
      ['R2 > R1', 'R3 > R4'],
      '(a, q, b)',
      'proved',
      'rule',
    ],
    [
      'statements that support only each other',
      [],
      ['(a, p, b) => (a, q, b)', '(a, q, b) => (a, p, b)'],
      [],
      '(a, p, b)',
      'unknown',
      'unsupported',
    ],
    ['a statement that attacks its own ground', [], ['=> (a, p, b)', '(a, p, b) => ~(a, p, b)'], [], '(a, p, b)', 'unknown', 'cycle'],
    ['the same, its ground preferred', [], ['=> (a, p, b)', '(a, p, b) => ~(a, p, b)'], ['R1 > R2'], '(a, p, b)', 'proved', 'rule'],
    [
      'a defender that rests on what it defends',
      [],
      ['=> (a, p, b)', '=> ~(a, p, b)', '(a, p, b) => (a, p, b)'],
      ['R2 > R1', 'R3 > R2'],
      '(a, p, b)',
      'disproved',
      'rule',
    ],
    ['something', ['(dog, sing, cat)'], ['(X, sing, cat) => (X, owe, bat)'], [], '(dog, owe, bat)', 'proved', 'rule'],
    [
      'something, about another',
      ['(dog, sing, cat)'],
      ['(X, sing, cat) => (X, owe, bat)'],
      [],
      '(cat, owe, bat)',
      'unknown',
      'unsupported',
    ],
    ['at least one animal', ['(dog, sing, cat)'], ['exists X (X, sing, cat) => (hen, owe, bat)'], [], '(hen, owe, bat)', 'proved', 'rule'],
    [
      'one individual for both conditions',
      ['(dog, p, cat)', '(hen, q, cat)'],
      ['(X, p, cat)^(X, q, cat) => (X, r, cat)'],
      [],
      '(dog, r, cat)',
      'unknown',
      'unsupported',
    ],
    ['transitivity', ['(a, p, b)', '(b, p, c)', '(c, p, d)'], ['(X, p, Y)^(Y, p, Z) => (X, p, Z)'], [], '(a, p, d)', 'proved', 'rule'],
    ['a rule that applies to itself', ['(a, p, a)', '(a, p, b)'], ['(X, p, X) => (X, q, X)'], [], '(a, q, a)', 'proved', 'rule'],
    [
      'an exception for one individual',
      ['(tux, is, bird)', '(tux, is, penguin)', '(pip, is, bird)'],
      ['(X, is, bird) => (X, can, fly)', '(X, is, penguin) => ~(X, can, fly)'],
      ['R2 > R1'],
      '(pip, can, fly)',
      'proved',
      'rule',
    ],
  ])('%s', (_, facts, rules, preferences, statement, truth, reason) => {
    expect(verdict(theory(facts, rules, preferences), statement)).toMatchObject({ truth, reason });
    const contrary = { proved: 'disproved', disproved: 'proved', unknown: 'unknown' }[truth];
    expect(verdict(theory(facts, rules, preferences), formatLiteral(negate(parseLiteral(statement))))).toMatchObject({
      truth: contrary,
      reason,
    });
  });

  it('says which rules won, lost and did not apply, and for want of what', () => {
    const given = theory(
      ['(dog, sing, cat)', '(dog, has, keys)'],
      ['(X, sing, cat) => (X, owe, bat)', '(X, has, keys) => ~(X, owe, bat)', '(X, wink, cat)^(X, has, keys) => ~(X, owe, bat)'],
      ['R1 > R2', 'R3 > R1'],
    );
    const { support, defeated, inapplicable } = verdict(given, '(dog, owe, bat)');
    expect(support).toEqual([{ rule: 'R1', premises: [parseLiteral('(dog, sing, cat)')] }]);
    expect(defeated).toEqual([{ rule: 'R2', premises: [parseLiteral('(dog, has, keys)')], by: ['R1'] }]);
    expect(inapplicable).toEqual([{ rule: 'R3', missing: [parseLiteral('(dog, wink, cat)')] }]);
  });

  it('gives premises that lead back to facts where a rule also supports itself', () => {
    const given = theory(['(a, f, b)'], ['(a, q, b) => (a, p, b)', '(a, p, b) => (a, q, b)', '(a, f, b) => (a, p, b)']);
    expect(verdict(given, '(a, q, b)').support).toEqual([{ rule: 'R2', premises: [parseLiteral('(a, p, b)')] }]);
    expect(verdict(given, '(a, p, b)').support.map(({ rule }) => rule)).toContain('R3');
  });

  it('leaves the theory as it was', () => {
    const given = theory([wink], ['(X, wink, cat) => ~(X, owe, bat)', '=> (bat, owe, bat)'], ['R2 > R1']);
    const before = structuredClone(given);
    solve(given);
    expect(given).toEqual(before);
  });

  it('follows a chain of 2,000 rules, each against a weaker rule for the contrary', () => {
    const step = (n: number) => ({ subject: 'a', relation: `p${n}`, object: 'b', negated: false });
    const links = Array.from({ length: 2000 }, (_, n) => n);
    const conclusions = solve({
      facts: [step(0)],
      rules: links.flatMap((n) => [
        { name: `for ${n}`, conditions: [step(n)], conclusion: step(n + 1) },
        { name: `against ${n}`, conditions: [step(n)], conclusion: negate(step(n + 1)) },
      ]),
      preferences: links.map((n) => [`for ${n}`, `against ${n}`] as const),
    });
    expect(conclusions.verdict(step(2000)).truth).toBe('proved');
  });

  it.each<[string, Theory, string, RegExp]>([
    ['a cycle of preferences', theory([], ['=> (a, p, b)', '=> ~(a, p, b)'], ['R1 > R2', 'R2 > R1']), 'invalid-input', /R1 > R2 > R1/],
    ['a rule preferred over itself', theory([], ['=> (a, p, b)'], ['R1 > R1']), 'invalid-input', /R1 > R1/],
    ['an unknown rule', theory([], ['=> (a, p, b)'], ['R1 > R9']), 'invalid-input', /"R9"/],
    ['an unbound variable', theory([], ['(X, p, b) => (X, q, Y)']), 'invalid-input', /uses Y/],
    ['two rules of one name', parseTheory('Rules:\nR: => (a, p, b)\nR: => ~(a, p, b)'), 'invalid-input', /named "R"/],
    [
      'more instances than fit',
      theory(
        Array.from({ length: 60 }, (_, n) => `(i${n}, p, c)`),
        ['(X, p, c)^(Y, p, c)^(Z, p, c) => (X, q, Y)'],
      ),
      'too-large',
      /R1/,
    ],
  ])('refuses %s', (_, given, code, message) => {
    expect(() => solve(given)).toThrowError(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});

describe('solve against clingo', async () => {
  const fixture = fileURLToPath(new URL('../../../test/oracles/clingo/fixtures/theories.jsonl', import.meta.url));
  for await (const row of readRows(fixture, TheoryRow)) {
    it(`${row.rules.length} rules, ${row.preferences.length} preferences, ${row.certain.length} literals hold`, () => {
      const { ours, oracle } = compareTheory(row);
      expect(ours).toEqual(oracle);
    });
  }
});

describe('solve, for any theory', () => {
  const literal = fc.record({
    subject: fc.constantFrom('a', 'b'),
    relation: fc.constantFrom('p', 'q', 'r'),
    object: fc.constant('c'),
    negated: fc.boolean(),
  });
  const theories = fc
    .tuple(
      fc.array(literal, { maxLength: 3 }),
      fc.array(fc.record({ conditions: fc.array(literal, { maxLength: 2 }), conclusion: literal }), { maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 8 }),
    )
    .map(([facts, rules, pairs]): Theory => {
      return {
        facts,
        rules: rules.map((rule, index) => ({ ...rule, name: `R${index}` })),
        preferences: pairs.filter(([a, b]) => a < b && b < rules.length).map(([a, b]) => [`R${a}`, `R${b}`] as const),
      };
    });
  const held = (of: Theory) => solve(of).holding.map(literalKey).sort();

  it('the order of facts, rules and preferences does not matter', () => {
    const shuffled = theories.chain((given) =>
      fc.record({
        given: fc.constant(given),
        other: fc.record({
          facts: fc.shuffledSubarray([...given.facts], { minLength: given.facts.length }),
          rules: fc.shuffledSubarray([...given.rules], { minLength: given.rules.length }),
          preferences: fc.shuffledSubarray([...given.preferences], { minLength: given.preferences.length }),
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ given, other }) => {
        expect(held(other)).toEqual(held(given));
      }),
    );
  });

  it('never holds a statement and its contrary', () => {
    fc.assert(
      fc.property(theories, (given) => {
        const keys = new Set(held(given));
        for (const each of solve(given).holding) expect(keys.has(literalKey(negate(each)))).toBe(false);
      }),
    );
  });

  it('a rule above all others changes nothing while a condition of it cannot hold', () => {
    fc.assert(
      fc.property(theories, literal, (given, conclusion) => {
        const blocked = { name: 'blocked', conditions: [{ subject: 'a', relation: 'never', object: 'c', negated: false }], conclusion };
        const preferences = [...given.preferences, ...given.rules.map(({ name }) => ['blocked', name] as const)];
        expect(held({ facts: given.facts, rules: [...given.rules, blocked], preferences })).toEqual(held(given));
      }),
    );
  });
});
