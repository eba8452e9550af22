import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { probeRecord } from '../../../test/preference-records.ts';
import { tinyModel } from '../../../test/tiny-model.ts';
import { Tokenizer } from '../../nn/tokenizer/tokenizer.ts';
import { Rng } from '../../nn/training/rng.ts';
import { openSources, splitPreferences } from './example-sources.ts';
import { heldOutRows } from './held-out-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of each question one passage helps and two do not; of every third, none helps. */
const path = join(folder, 'preferences.jsonl');
const records = Array.from({ length: 12 }, (_, q) =>
  ['a', 'b', 'c'].map((passage, p) =>
    probeRecord({ question: `q${q}`, passage, outcomes: [['', p === q % 2 && q % 3 > 0 ? '1969' : '']] }),
  ),
).flat();
writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
const source = { path, preferences: true as const, negatives: 3, holdOut: 4 };
const limits = { maxTokens: 48, maxQuestionTokens: 24, titleDropout: 0, helpfulFrom: 0.1 };
const tokenizer = Tokenizer.fromFile(join(tinyModel, 'tokenizer.json'));

describe('preference records to train on', () => {
  test('each question once, every fourth left out, helpful passages marked', async () => {
    const [opened] = await openSources([source], limits);
    expect(opened!.count).toBe(9);
    const examples = [];
    for await (const example of opened!.examples(tokenizer, Rng.of(1))) examples.push(example);
    expect(examples.map(({ id }) => id)).toEqual(['q1', 'q2', 'q3', 'q5', 'q6', 'q7', 'q9', 'q10', 'q11']);
    const helpful = examples.map(({ candidates }) => candidates.filter(({ positive }) => positive).length);
    expect(helpful).toEqual([1, 1, 0, 1, 0, 1, 0, 1, 1]);
    expect(examples[0]!.candidates.map(({ degree }) => degree).sort()).toEqual([0, 0, 1]);
  });

  test('other labels of the same passages give the same sequences', async () => {
    const turned = join(folder, 'turned.jsonl');
    writeFileSync(turned, records.map((record) => `${JSON.stringify({ ...record, degree: -record.degree })}\n`).join(''));
    const sequences = async (file: string) => {
      const [opened] = await openSources([{ ...source, path: file, negatives: 1 }], limits);
      const out = [];
      for await (const { candidates } of opened!.examples(tokenizer, Rng.of(7))) out.push(candidates.map(({ ids }) => [...ids]));
      return out;
    };
    const plain = await sequences(path);
    expect(plain.every(({ length }) => length === 2)).toBe(true);
    expect(await sequences(turned)).toEqual(plain);
  });

  test('all rows of a question are on one side', async () => {
    const twice = join(folder, 'twice.jsonl');
    const other = records.map((record) => ({ ...record, reader: 'other' }));
    writeFileSync(twice, [...records, ...other].map((record) => `${JSON.stringify(record)}\n`).join(''));
    const { trained, heldOut } = await splitPreferences({ ...source, path: twice }, {});
    expect([trained.length, heldOut.length]).toEqual([18, 6]);
    const questions = new Set(trained.map(({ question }) => question));
    expect(heldOut.some(({ question }) => questions.has(question))).toBe(false);
  });

  test('held out are lists with something to tell apart', async () => {
    const rows = await heldOutRows([source], { helpfulFrom: 0.1 });
    // Of q0, q4 and q8 the first has no passage that helps.
    expect(rows.map(({ id }) => id)).toEqual(['q4', 'q8']);
    expect(rows[0]!.candidates.map(({ label, text }) => [label, text])).toEqual([
      [0, 'Text of b.'],
      [0, 'Text of c.'],
      [1, 'Text of a.'],
    ]);
    expect(rows[0]!.positives).toEqual([rows[0]!.candidates[2]!.id]);
  });
});
