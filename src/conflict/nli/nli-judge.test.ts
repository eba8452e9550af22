import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { changedModel, tinyModel } from '../../../test/tiny-model.ts';
import { nliJudge } from './nli-judge.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-nli-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test('probabilities are the soft-max over the three labels', async () => {
  // Weights of 0 leave the biases: entailment 0, neutral 1, contradiction 2, and an output that is none of the three.
  const model = changedModel(join(scratch, 'nli'), {
    config: { id2label: { 0: 'entailment', 1: 'neutral', 2: 'contradiction', 3: 'other' } },
    tensors: { 'classifier.bias': [0, 1, 2, 9], 'classifier.weight': Array(4 * 16).fill(0) },
  });
  const judge = await nliJudge({ model, precision: 'fp32' });
  const total = 1 + Math.E + Math.E ** 2;
  expect(await judge('the sea', 'the river')).toEqual({
    entailment: expect.closeTo(1 / total, 5),
    contradiction: expect.closeTo(Math.E ** 2 / total, 5),
  });
});

test('refuses a model without these labels', async () => {
  await expect(nliJudge({ model: tinyModel })).rejects.toMatchObject({
    code: 'unsupported-format',
    message: expect.stringContaining('"entailment", "neutral", "contradiction"'),
  });
});
