import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runBoardgame } from './boardgame.ts';
import type { Figure } from './summarize-systems.ts';

const item = (id: string, facts: string, rules: string, question: string, label: string, formal?: { theory: string; goal: string }) => ({
  id,
  example: `A few players are playing a boardgame. The current state of the game is as follows. ${facts} And the rules of the game are as follows. ${rules} Based on the game state and the rules and preferences, ${question}`,
  label,
  ...formal,
});

const winkRules =
  'Rule1: If something winks at the cat, then it respects the dog. Rule2: If the bat has more than 6 friends, then the bat does not respect the dog. Rule2 is preferred over Rule1.';
const winkTheory = (facts: string) => ({
  theory: `Facts:\n\t(bat, wink, cat)\n\t${facts}\nRules:\n\tRule1: (X, wink, cat) => (X, respect, dog)\n\tRule2: (bat, has, more than 6 friends) => ~(bat, respect, dog)\nPreferences:\n\tRule2 > Rule1`,
  goal: '(bat, respect, dog)',
});

const values = (figures: Record<string, Figure>) => Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));

describe('runBoardgame', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardgame-'));
    mkdirSync(join(directory, 'boardgameqa'));
    const write = (depth: number, rows: object[]) =>
      writeFileSync(join(directory, 'boardgameqa', `main_depth${depth}_test.jsonl`), rows.map((row) => JSON.stringify(row)).join('\n'));
    const question = 'does the bat respect the dog?';
    write(1, [
      item(
        'many-friends',
        'The bat winks at the cat, and has nine friends.',
        winkRules,
        question,
        'disproved',
        winkTheory('(bat, has, nine friends)'),
      ),
      item(
        'few-friends',
        'The bat winks at the cat. The bat has two friends.',
        winkRules,
        question,
        'proved',
        winkTheory('(bat, has, two friends)'),
      ),
      item('literal', 'The bat winks at the cat.', 'Rule1: If something respects the cat, then it respects the dog.', question, 'unknown', {
        theory: 'Facts:\n\t(bat, wink, cat)\nRules:\n\tRule1: (X, respect, cat) => (X, respect, dog)\nPreferences:\n\t',
        goal: '(bat, respect, dog)',
      }),
    ]);
    write(2, []);
    write(3, [item('unread', 'Whatever. The bat winks at the cat.', winkRules, 'Is that so?', 'unknown')]);
    vi.stubEnv('RAG_DATA_DIR', directory);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  });

  it('scores text and theory, whole and with parts left out, by depth', async () => {
    const { systems, items, rows } = await runBoardgame('test');
    expect(items).toBe(4);
    expect(Object.fromEntries(Object.entries(systems).map(([name, figures]) => [name, values(figures)]))).toEqual({
      'rules, from text': {
        'accuracy, depth 1': 1,
        'sentences read, depth 1': 1,
        'items read, depth 1': 1,
        'accuracy, items read, depth 1': 1,
        'accuracy, literal, depth 1': 1,
        'accuracy, depth 3': 0,
        // "Whatever." and the question of six.
        'sentences read, depth 3': 1 - 2 / 6,
        'items read, depth 3': 0,
      },
      'rules without background knowledge, from text': {
        'accuracy, depth 1': 2 / 3,
        'accuracy, literal, depth 1': 1,
        'accuracy, depth 3': 0,
      },
      'rules without preferences, from text': { 'accuracy, depth 1': 2 / 3, 'accuracy, literal, depth 1': 1, 'accuracy, depth 3': 0 },
      'preferred rules alone, from text': { 'accuracy, depth 1': 2 / 3, 'accuracy, literal, depth 1': 1, 'accuracy, depth 3': 0 },
      'rules, from theory': { 'accuracy, depth 1': 1, 'accuracy, literal, depth 1': 1 },
      'rules without background knowledge, from theory': { 'accuracy, depth 1': 2 / 3, 'accuracy, literal, depth 1': 1 },
      'rules without preferences, from theory': { 'accuracy, depth 1': 2 / 3, 'accuracy, literal, depth 1': 1 },
      'preferred rules alone, from theory': { 'accuracy, depth 1': 2 / 3, 'accuracy, literal, depth 1': 1 },
    });
    expect(rows.map(({ predictions }) => predictions['rules, from text'])).toEqual([['disproved'], ['proved'], ['unknown'], []]);
    expect(rows.map(({ predictions }) => predictions['preferred rules alone, from theory'])).toEqual([
      ['disproved'],
      ['unknown'],
      ['unknown'],
      undefined,
    ]);
  });

  it('reads no text where claims come from the oracle', async () => {
    const { systems } = await runBoardgame('test', { claims: 'oracle' });
    expect(Object.keys(systems).filter((name) => !name.endsWith('from theory'))).toEqual([]);
  });

  it('draws items by the seed', async () => {
    const drawn = async (seed: number) => (await runBoardgame('test', { limit: 2, seed })).rows.map(({ id }) => id);
    expect(await drawn(1)).toHaveLength(2);
    expect(await drawn(1)).toEqual(await drawn(1));
  });

  it('refuses what it cannot follow', async () => {
    await expect(runBoardgame('test', { dial: 0.5 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('dial'),
    });
    await expect(runBoardgame('test', { policy: 'newest' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(runBoardgame('test', { reader: 'chat' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(runBoardgame('test', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    await expect(runBoardgame('train')).rejects.toMatchObject({ code: 'data-missing' });
  });
});

describe.skipIf(!process.env.RAG_DATA_DIR)('runBoardgame on the train and valid parts (RAG_DATA_DIR names them)', () => {
  it.each([
    ['train', 600],
    ['valid', 1500],
  ] as const)('%s, %i items: every literal one is right, from theory and from text', { timeout: 120_000 }, async (split, limit) => {
    const { systems } = await runBoardgame(split, { limit });
    for (const origin of ['text', 'theory']) {
      const figures = systems[`rules, from ${origin}`]!;
      const metrics = values(figures);
      for (const depth of [1, 2]) {
        expect(metrics[`accuracy, literal, depth ${depth}`]).toBe(1);
        expect(metrics[`accuracy, depth ${depth}`]).toBeGreaterThan(0.995);
        if (origin === 'text') expect(metrics[`items read, depth ${depth}`]).toBe(1);
        expect(figures[`accuracy, literal, depth ${depth}`]!.questions).toBeGreaterThan(50);
      }
    }
  });
});
