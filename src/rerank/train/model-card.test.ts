import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeModelCard } from './model-card.ts';

const directory = mkdtempSync(join(tmpdir(), 'accord-card-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('says what the model was trained on and what it reaches, without the paths of this machine', async () => {
  await writeModelCard(directory, {
    name: 'mine',
    task: 'text-ranking',
    purpose: 'Ranks passages.',
    options: { seed: 7, sources: [{ path: '/home/someone/rows.jsonl', negatives: 3 }] },
    log: [
      ...Array.from({ length: 24 }, (_, i) => ({
        step: i + 1,
        epoch: 0,
        loss: 24 - i,
        learningRate: 1e-4,
        gradientNorm: 1,
        tokens: 1000,
        seconds: 1,
      })),
      { step: 24, evaluation: { score: 0.5, 'RR@10': 0.75 } },
    ],
    tokensPerSecond: 1000,
    parameters: { trained: 300_000, all: 22_700_000 },
    heldOut: { count: 30, metrics: { 'RR@10': 0.75 }, auc: { ownQuestion: 0.9, otherQuestion: 0.51 } },
    calibration: { useful: 0.0314, answer: null },
  });
  const card = readFileSync(join(directory, 'README.md'), 'utf8');
  expect(card).toMatch(/^---\nlibrary_name: accord-rag\n/);
  expect(card).toContain('| rows.jsonl | {"negatives":3} |');
  expect(card).not.toContain('/home/someone');
  expect(card).toContain('| seed | 7 |');
  expect(card).toContain('24 steps over 0.0 million tokens, 1000 tokens a second; 0.3 of\n22.7 million parameters trained');
  // Twelve points, each the mean of two steps.
  expect(card).toContain('| 2 | 23.500 | 0.00010 |');
  expect(card).toContain('| 24 | 1.500 | 0.00010 |');
  expect(card).toContain('| 24 | 0.500 | 0.750 |');
  expect(card).toContain('| RR@10 | 0.750 |');
  expect(card).toContain('| another question | 0.510 |');
  expect(card).toContain('| useful | 0.031 |');
  expect(card).not.toContain('| answer |');
  expect(card).toContain('Fine-tuned from all-MiniLM-L6-v2');
});

test('names the model that training started from, not where it lies', async () => {
  const options = { base: '/home/someone/first/', sources: [] };
  await writeModelCard(directory, {
    name: 'mine',
    task: 'text-classification',
    purpose: 'Ranks passages.',
    options,
    log: [],
    tokensPerSecond: 1,
    parameters: { trained: 1, all: 1 },
  });
  const card = readFileSync(join(directory, 'README.md'), 'utf8');
  expect(card).toContain('Fine-tuned from the model `first`');
  expect(card).not.toContain('/home/someone');
  expect(card).not.toContain('base_model');
  expect(card).toContain('pipeline_tag: text-classification');
});
