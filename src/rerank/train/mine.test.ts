import { describe, expect, test } from 'vitest';
import { AccordError } from '../../errors.ts';
import type { Passage, ScoredPassage } from '../../passage.ts';
import { emptyReport, type MineRunOptions, type MiningCorpus, MiningRow, mine } from './mine.ts';
import type { MineOptions } from './mine-options.ts';
import type { TrainingRow } from './rows.ts';

const passage = (id: string, text = `Passage ${id} tells its own story.`): Passage => ({ id, text, document: { id }, metadata: {} });
const gold = passage('gold', 'Fidelio is an opera by Ludwig van Beethoven.');
const copy = passage('copy', 'Fidelio is an opera by Ludwig van Beethoven, the only one.');
const telling = passage('telling', 'Beethoven wrote one opera.');
const wrong = Array.from({ length: 30 }, (_, i) => passage(`wrong-${i}`));
const neighbours = Array.from({ length: 10 }, (_, i) => passage(`neighbour-${i}`));

/** Finds the gold passage third; cosines fall from 1 by .02 a rank. */
const found: ScoredPassage[] = [wrong[0]!, copy, gold, telling, ...wrong.slice(1)].map((each, index) => ({
  passage: each,
  scores: { dense: 1 - 0.02 * index },
  ranks: { dense: index + 1 },
}));

const corpus: MiningCorpus = {
  retriever: { retrieve: async (_query, { k }) => found.slice(0, k) },
  get: async (ids) => [gold, copy, telling, ...wrong].filter(({ id }) => ids.includes(id)),
  sameSource: async () => neighbours,
  random: [],
};

const question = { question: 'Who wrote Fidelio?', answers: ['Beethoven'] };

async function mined(rows: object[], options: MineOptions = {}, run: MineRunOptions = {}): Promise<TrainingRow[]> {
  const result = [];
  for await (const row of mine(
    rows.map((row) => MiningRow.parse(row)),
    corpus,
    options,
    run,
  ))
    result.push(row);
  return result;
}
const ids = ([row]: TrainingRow[]) => row!.negatives.map(({ id }) => id!);

describe('negatives', () => {
  test('are neither the positive, nor its near duplicate, nor a passage with the answer; half are of the same source', async () => {
    const report = emptyReport();
    const rows = await mined([{ ...question, positives: [{ id: 'gold' }] }], { negatives: 40, depth: 34 }, { report });
    expect(rows[0]!.positives).toEqual([{ id: 'gold', text: gold.text }]);
    expect(new Set(ids(rows))).toEqual(new Set([...wrong, ...neighbours].map(({ id }) => id)));
    expect(report).toEqual({
      questions: 1,
      negatives: { hard: 30, 'same-source': 10, random: 0 },
      // The copy holds the answer too, which is looked for first.
      leftOut: { positive: 1, 'near-duplicate': 0, 'holds-answer': 2 },
      short: 0,
    });
  });

  test('without answers near duplicates are left out all the same', async () => {
    const report = emptyReport();
    const rows = await mined([{ question: 'Who?', positives: [{ text: gold.text }] }], { negatives: 50, sameSource: 0 }, { report });
    expect(ids(rows)).toContain('telling');
    expect(report.leftOut).toEqual({ positive: 1, 'near-duplicate': 1, 'holds-answer': 0 });
    expect(report.short).toBe(1);
  });

  test('the text that a span marks is an answer', async () => {
    const positives = [{ text: gold.text, spans: [{ start: 34, end: 43 }] }];
    expect(gold.text.slice(34, 43)).toBe('Beethoven');
    expect(ids(await mined([{ question: 'Who?', positives }], { negatives: 50, sameSource: 0 }))).not.toContain('telling');
  });

  test('that a row has stay and count', async () => {
    const negatives = [
      { id: 'own', text: 'My own.' },
      { id: 'wrong-0', text: wrong[0]!.text },
    ];
    const rows = await mined([{ ...question, id: 'q', source: 'mine', positives: [{ id: 'gold' }], negatives }], { negatives: 6 });
    expect(rows[0]).toMatchObject({ id: 'q', source: 'mine', question: question.question });
    expect(rows[0]).not.toHaveProperty('answers');
    expect(rows[0]!.negatives.slice(0, 2)).toEqual(negatives);
    expect(ids(rows).slice(2)).not.toContain('wrong-0');
    expect(rows[0]!.negatives).toHaveLength(6);
  });

  test('title and text stay apart', async () => {
    const titled = { ...passage('t'), title: 'A title' };
    const rows = mine(
      MiningRow.array().parse([{ ...question, positives: [{ id: 'gold' }] }]),
      { ...corpus, sameSource: async () => [titled] },
      { negatives: 2 },
    );
    for await (const row of rows)
      expect(row.negatives).toContainEqual({ id: 't', title: 'A title', text: titled.text, source: 'same-source' });
  });
});

describe('difficulty', () => {
  const only = async (options: MineOptions) =>
    ids(await mined([{ ...question, positives: [{ id: 'gold' }] }], { negatives: 50, sameSource: 0, ...options }));

  test('minRank passes over the first ranks', async () => {
    expect(await only({ minRank: 6 })).not.toContain('wrong-1');
    expect(await only({ minRank: 5 })).toContain('wrong-1');
  });

  test('maxShare compares cosines with that of the positive', async () => {
    // The positive has .96; .95 of it is .912, which rank 6 (.90) is below and rank 5 (.92) above.
    const negatives = await only({ maxShare: 0.95 });
    expect(negatives).not.toContain('wrong-0');
    expect(negatives).not.toContain('wrong-1');
    expect(negatives).toContain('wrong-2');
  });

  test('depth is the last rank', async () => {
    expect(new Set(await only({ depth: 6 }))).toEqual(new Set(['wrong-0', 'wrong-1', 'wrong-2']));
  });
});

test('what a question gets does not depend on the rows around it, but on the seed', async () => {
  const row = { ...question, id: 'q', positives: [{ id: 'gold' }] };
  const others = Array.from({ length: 19 }, (_, i) => ({ ...row, id: `other-${i}` }));
  const alone = ids(await mined([row]));
  const among = await mined([...others, row]);
  expect(among.map(({ id }) => id)).toEqual([...others, row].map(({ id }) => id));
  expect(ids(among.slice(-1))).toEqual(alone);
  expect(ids(among)).not.toEqual(alone);
  expect(ids(await mined([row], { seed: 2 }))).not.toEqual(alone);
});

test('progress counts rows', async () => {
  const progress: unknown[] = [];
  await mined(
    Array.from({ length: 10 }, () => ({ ...question, positives: [{ id: 'gold' }] })),
    {},
    { total: 10, onProgress: (each) => progress.push(each) },
  );
  expect(progress.at(-1)).toEqual({ stage: 'mine', done: 10, total: 10 });
});

describe('bad rows', () => {
  test.each([
    ['an unknown positive', { positives: [{ id: 'nowhere' }] }, /names the positive "nowhere", which has no text and is not in the store/],
    [
      'a positive among the negatives',
      { positives: [{ id: 'gold' }], negatives: [{ text: gold.text }] },
      /negatives\[0\]: the same passage is among the positives/,
    ],
    [
      'a span that is not in the stored text',
      { positives: [{ id: 'gold', spans: [{ start: 40, end: 50 }] }] },
      /the span 40–50 is not within the text, which has 44/,
    ],
  ])('%s', async (_, part, message) => {
    const rows = [
      { ...question, ...part },
      { ...question, positives: [{ id: 'gold' }] },
    ];
    await expect(mined(rows)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(message) });
    const errors: AccordError[] = [];
    expect(await mined(rows, {}, { onInvalid: (error) => errors.push(error) })).toHaveLength(1);
    expect(errors.map((error) => error.message)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    [{ positives: [{}] }, /neither text nor id/],
    [{ positives: [] }, /no positive passage/],
    [{ positives: [{ text: ' ' }] }, /the passage is empty/],
    [{ positives: [{ text: 'abc', spans: [{ start: 1, end: 9 }] }] }, /the span 1–9/],
  ])('%j', (part, message) => {
    expect(MiningRow.safeParse({ ...question, ...part }).error?.message).toMatch(message);
  });
});

test.each([
  [{ negatives: 0 }, /negatives/],
  [{ sameSource: 0.7, random: 0.4 }, /sum to more than 1/],
  [{ depht: 5 } as MineOptions, /depht/],
])('bad options are named: %j', async (options, message) => {
  await expect(mined([{ ...question, positives: [{ id: 'gold' }] }], options)).rejects.toMatchObject({
    code: 'invalid-config',
    message: expect.stringMatching(message),
  });
});

test('an abort ends it', async () => {
  await expect(mined([{ ...question, positives: [{ id: 'gold' }] }], {}, { signal: AbortSignal.abort() })).rejects.toSatisfy(
    (error) => AccordError.isInstance(error) && error.code === 'aborted',
  );
});
