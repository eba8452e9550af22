import { expect, test } from 'vitest';
import { cueProbabilities, withFewerCues } from './claim-cues.ts';

const names = ['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal', 'Ida', 'Jo'];
const cued = names.flatMap((a) =>
  names.flatMap((b) => [
    { id: `${a}${b}0`, hypothesis: `${a} never met ${b}.`, label: 'contradiction' },
    { id: `${a}${b}1`, hypothesis: `${a} met ${b}.`, label: 'entailment' },
  ]),
);
const plain = names.flatMap((a, i) =>
  names.map((b, j) => ({ id: `${a}-${b}`, hypothesis: `${a} likes ${b}.`, label: (i + j) % 2 ? 'contradiction' : 'entailment' })),
);

test('a word that goes with a label gives it away', () => {
  const found = cueProbabilities(cued);
  expect(Math.min(...found)).toBeGreaterThan(0.7);
});

test('pairs that give nothing away are the ones that stay', () => {
  const kept = withFewerCues([...cued, ...plain], 'entailment', 50);
  expect(kept).toHaveLength(50);
  expect(kept.every(({ label }) => label === 'entailment')).toBe(true);
  expect(kept.filter(({ hypothesis }) => hypothesis.includes('likes')).length).toBeGreaterThan(30);
});
