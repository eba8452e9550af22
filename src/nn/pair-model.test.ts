import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { changedModel, tinyModel } from '../../test/tiny-model.ts';
import type { Passage } from '../passage.ts';
import { loadPairModel } from './pair-model.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-model-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const passage = (text: string): Passage => ({ id: text, text, document: { id: text }, metadata: {} });
const constant = (bias: number) => ({ tensors: { 'classifier.bias': [bias, 0, 0, 0], 'classifier.weight': Array(64).fill(0) } });

test('the same directory and options are loaded once, others apart', async () => {
  const [first, again, exact] = await Promise.all([
    loadPairModel(tinyModel),
    loadPairModel(tinyModel),
    loadPairModel(tinyModel, { precision: 'fp32' }),
  ]);
  expect(again).toBe(first);
  expect(exact).not.toBe(first);
  expect([first!.id, exact!.id]).toEqual(['tiny-bert/int8', 'tiny-bert/fp32']);
});

test('two questions about the same passages at once', async () => {
  const model = await loadPairModel(tinyModel, { precision: 'fp32' });
  const shared = ['the river', 'the town', 'the sea'].map(passage);
  const questions = ['who', 'where'];
  const together = await Promise.all(
    questions.flatMap((question) => [model.read(question, shared), model.read(question, shared.slice(1))]),
  );
  const apart = [];
  for (const question of questions) {
    const copies = shared.map((original) => ({ ...original }));
    apart.push(await model.read(question, copies), await model.read(question, copies.slice(1)));
  }
  for (const [i, readings] of together.entries()) {
    expect(readings.map(({ logits }) => logits.useful)).toEqual(apart[i]!.map(({ logits }) => expect.closeTo(logits.useful!, 4)));
  }
});

test('a model trained anew in the same place is another one; a closed one can be opened again', async () => {
  const directory = changedModel(join(scratch, 'model'), constant(1));
  const old = await loadPairModel(directory);
  expect((await old.read('who', [passage('a')]))[0]!.logits.useful).toBe(1);
  rmSync(directory, { recursive: true });
  changedModel(directory, constant(2));
  const retrained = await loadPairModel(directory);
  expect((await retrained.read('who', [passage('a')]))[0]!.logits.useful).toBe(2);
  old.close();
  retrained.close();
  const opened = await loadPairModel(directory);
  expect(opened).not.toBe(retrained);
  expect((await opened.read('who', [passage('a')]))[0]!.logits.useful).toBe(2);
});

test('refuses options that are out of range', async () => {
  await expect(loadPairModel(tinyModel, { maxTokens: 5 })).rejects.toMatchObject({ code: 'invalid-config' });
});
