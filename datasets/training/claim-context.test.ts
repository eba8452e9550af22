import { expect, test } from 'vitest';
import { ClaimContext, type ClaimRow, subjectOf } from './claim-context.ts';

test.each([
  ['Miracle at St. Anna only tells the story of four cats.', 'Miracle at St. Anna'],
  ['Poppy (singer) is a songwriter.', 'Poppy (singer)'],
  ['The Block (album) has only an unofficial single.', 'The Block (album)'],
  ['The Ren & Stimpy Show was destroyed before the year 2000.', 'The Ren & Stimpy Show'],
  ['Naughty Boy worked with Sam Smith.', 'Naughty Boy'],
  ["Elizabeth of York's father was a king.", 'Elizabeth of York'],
])('%s', (claim, subject) => expect(subjectOf(claim)).toBe(subject));

test.each(['There is a film called Foxcatcher.', 'a boycott can be social.', 'Naughty Boy.', 'The'])('no subject: %s', (claim) =>
  expect(subjectOf(claim)).toBeUndefined(),
);

const claim = (id: string, premise: string, hypothesis: string, label: ClaimRow['label'] = 'entailment', single = true): ClaimRow => ({
  id,
  premise,
  hypothesis,
  label,
  single,
});
const born = 'Ada Byron (born 1815) is an English mathematician.';
const machine = 'She wrote of a machine that works out numbers.';
const married = 'In 1835 she married William King';
const claims = [
  claim('1', born, 'Ada Byron is English.'),
  claim('2', machine, 'Ada Byron wrote of a machine.'),
  claim('3', married, 'Ada Byron never married.', 'contradiction'),
  claim('4', 'The Thames is a river. It is long.', 'Ada Byron lived by a river.', 'entailment', false),
];
const context = new ClaimContext(claims);

test('a claim on other sentences of its subject is open; its evidence is not among them', () => {
  for (const row of claims.slice(0, 3)) {
    const open = context.open(row);
    expect(open?.label).toBe('neutral');
    expect(open?.premise).not.toContain(row.premise);
    expect(open?.premise).not.toContain('Thames');
  }
  // Sentences that speak of what is claimed could settle it.
  expect(
    new ClaimContext([claim('1', machine, 'Ada Byron wrote.')]).open(claim('5', born, 'Ada Byron wrote of numbers.'), 0.25),
  ).toBeUndefined();
  expect(context.open(claim('6', '', 'Bob Ott is English.'))).toBeUndefined();
});

test('evidence keeps its label in context, under its title where it does not name its subject', () => {
  for (let i = 0; i < 20; i++) {
    const { label, premise } = context.surround({ ...claims[2]!, id: `row ${i}` });
    expect(label).toBe('contradiction');
    expect(premise).toContain(married);
    expect(premise.startsWith('Ada Byron')).toBe(true);
    expect(premise).not.toMatch(/Ada Byron\. Ada Byron/);
  }
});

test('another id draws another context, the same id the same', () => {
  const premises = new Set(Array.from({ length: 20 }, (_, i) => context.surround({ ...claims[1]!, id: `row ${i}` }).premise));
  expect(premises.size).toBeGreaterThan(2);
  expect(context.surround(claims[1]!)).toEqual(context.surround(claims[1]!));
});
