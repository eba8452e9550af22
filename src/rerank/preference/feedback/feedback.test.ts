import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { numberedPassages, scriptedReader } from '../../../../test/scripted-reader.ts';
import type { Passage } from '../../../passage.ts';
import { createPipeline, type Pipeline } from '../../../pipeline.ts';
import { categoryOf } from '../category.ts';
import { preferenceRows } from '../preference-rows.ts';
import { PreferenceRecord } from '../record.ts';
import type { FeedbackLog } from './feedback-log.ts';
import { feedbackRecords } from './feedback-records.ts';
import { openFeedbackLog } from './open-feedback-log.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-feedback-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const store = numberedPassages(3);
const reader = scriptedReader({ answer: () => '1969' });
const get = async (ids: string[]): Promise<Passage[]> => ids.map((id) => ({ id, text: `Text of ${id}.`, document: { id }, metadata: {} }));

let file: string;
let log: FeedbackLog;
let pipeline: Pipeline;
beforeEach(async () => {
  file = join(scratch, `${Math.random()}.feedback`);
  log = await openFeedbackLog(file, { maxAnswers: 3 });
  pipeline = createPipeline({ store, reader, feedback: log });
});
afterEach(() => log.close());

test('feedback on an answer becomes records to train on', async () => {
  const { id } = await pipeline.answer('When?');
  expect(await pipeline.feedback(id, 'When?/2', true)).toEqual({ added: true, contradictory: false });
  expect(await pipeline.feedback(id, 'When?/1', false)).toEqual({ added: true, contradictory: false });
  const { records, withoutText } = await feedbackRecords(await log.entries(), get);
  for (const record of records) expect(PreferenceRecord.parse(record)).toEqual(record);
  expect(withoutText).toBe(0);
  expect(records).toMatchObject([
    {
      signal: 'user',
      degree: 1,
      reader: 'scripted',
      passage: { id: 'When?/2', rank: 2 },
      outcomes: [{ helpful: true, answerId: id, answer: '1969' }],
    },
    { degree: -1, passage: { id: 'When?/1', text: 'Text of When?/1.', rank: 1 }, outcomes: [{ helpful: false }] },
  ]);
  expect(records.map(categoryOf)).toEqual(['aligned', 'unaligned']);
  const { rows } = await preferenceRows(records);
  expect(rows).toMatchObject([{ question: 'When?', passages: [{ id: 'When?/2' }, { id: 'When?/1' }] }]);
});

test('the same question asked twice is one question', async () => {
  for (const helpful of [true, false]) {
    const { id } = await pipeline.answer('When?');
    await pipeline.feedback(id, 'When?/1', helpful);
  }
  const { records } = await feedbackRecords(await log.entries(), get);
  expect(await preferenceRows(records)).toMatchObject({ contradictory: 1, rows: [{ passages: [{ degree: 0 }] }] });
});

test('contradictory feedback is kept with both sides, repeated feedback once', async () => {
  const { id } = await pipeline.answer('When?');
  await pipeline.feedback(id, 'When?/1', true);
  expect(await pipeline.feedback(id, 'When?/1', false)).toEqual({ added: true, contradictory: true });
  expect(await pipeline.feedback(id, 'When?/1', false)).toEqual({ added: false, contradictory: true });
  expect((await log.entries()).map(({ helpful }) => helpful)).toEqual([true, false]);
});

describe('refused', () => {
  test('an answer that was never given, or is forgotten; its feedback stays', async () => {
    await expect(pipeline.feedback('none', 'When?/1', true)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('"none"'),
      hint: expect.stringContaining('id that came with the answer'),
    });
    const { id } = await pipeline.answer('When?');
    await pipeline.feedback(id, 'When?/1', true);
    for (let i = 0; i < 3; i++) await pipeline.answer(`Where ${i}?`);
    await expect(pipeline.feedback(id, 'When?/2', true)).rejects.toMatchObject({ code: 'not-found' });
    expect(await log.entries()).toMatchObject([{ answerId: id, question: 'When?' }]);
  });

  test('a passage that the answer did not have', async () => {
    const { id } = await pipeline.answer('When?');
    await expect(pipeline.feedback(id, 'Where?/1', true)).rejects.toMatchObject({
      code: 'not-found',
      hint: 'Its passages are "When?/1", "When?/2", "When?/3".',
    });
  });

  test('a list with one that cannot be added, as a whole', async () => {
    const { id } = await pipeline.answer('When?');
    const good = { answerId: id, passageId: 'When?/1', helpful: true };
    for (const bad of [
      { ...good, answerId: 'none' },
      { ...good, passageId: 'none' },
      { ...good, at: 'yesterday' },
    ]) {
      await expect(log.addAll([good, bad])).rejects.toMatchObject({ hint: expect.stringMatching(/./) });
      expect(await log.entries()).toEqual([]);
    }
    expect(await log.addAll([{ ...good, at: '2026-01-01T12:00:00+02:00' }])).toHaveLength(1);
    expect(await log.entries()).toMatchObject([{ at: '2026-01-01T10:00:00.000Z' }]);
  });

  test('without a log', async () => {
    await expect(createPipeline({ store, reader }).feedback('a', 'p', true)).rejects.toMatchObject({
      code: 'invalid-config',
      hint: expect.stringContaining('openFeedbackLog'),
    });
  });
});

test('another process knows the answers, streamed ones too', async () => {
  let id = '';
  for await (const event of pipeline.stream('When?')) if (event.type === 'answer-end') id = event.answer.id;
  const other = await openFeedbackLog(file);
  expect(await other.add({ answerId: id, passageId: 'When?/1', helpful: true })).toMatchObject({ added: true });
  await other.close();
  expect(await log.entries()).toHaveLength(1);
});

test('of passages that have changed, or are gone, no text is told', async () => {
  const { id } = await pipeline.answer('When?');
  await pipeline.feedback(id, 'When?/1', true);
  await pipeline.feedback(id, 'When?/2', true);
  const changed = await feedbackRecords(await log.entries(), async () => [{ ...(await get(['When?/1']))[0]!, text: 'Other.' }]);
  expect(changed.withoutText).toBe(2);
  expect(changed.records.map(({ passage }) => passage.text)).toEqual([undefined, undefined]);
});
