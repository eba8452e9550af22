import { expect, test } from 'vitest';
import { probeRecord } from '../test/preference-records.ts';
import { preferredLists } from './preferred-lists.ts';

const [right, wrong] = ['1969', '1970'];
const at = (rank: number, before: string, after: string, question = 'q1') => {
  const record = probeRecord({ question, passage: `p${rank}`, outcomes: [[before, after]] });
  return { ...record, passage: { ...record.passage, rank, scores: { fused: 1 / rank } } };
};

test('right is what helps the reader, in the order and with the scores that were probed', async () => {
  const [list] = await preferredLists([at(3, wrong, wrong), at(1, wrong, wrong), at(2, wrong, right)]);
  expect(list!.passages.map(({ passage, scores }) => [passage.id, scores.fused])).toEqual([
    ['p1', 1],
    ['p2', 1 / 2],
    ['p3', 1 / 3],
  ]);
  expect([...list!.right]).toEqual(['p2']);
  expect([...list!.wrong].sort()).toEqual(['p1', 'p3']);
});

test('questions whose passages are all alike are left out; where none is left it says so', async () => {
  const alike = [at(1, wrong, wrong, 'q2'), at(2, wrong, wrong, 'q2')];
  expect(await preferredLists([...alike, at(1, wrong, right), at(2, wrong, wrong)])).toHaveLength(1);
  await expect(preferredLists(alike)).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('--top') });
});
