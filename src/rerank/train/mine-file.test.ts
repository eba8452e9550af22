import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HashEmbedder } from '../../../test/hash-embedder.ts';
import type { AccordError } from '../../errors.ts';
import { openStore } from '../../retrieval/store/open-store.ts';
import type { PassageStore } from '../../retrieval/store/store.ts';
import { type MineFileOptions, mineFile } from './mine-file.ts';

const subjects = ['opera', 'symphony', 'sonata', 'quartet', 'mass', 'song'];
const composers = ['Bach', 'Haydn', 'Mozart', 'Beethoven', 'Schubert', 'Brahms', 'Bruckner', 'Mahler'];
const passages = composers.flatMap((composer, c) =>
  subjects.map((subject, s) => ({
    id: `${composer}-${subject}`,
    text: `${composer} finished the ${subject} number ${c + s} in the year ${1700 + 10 * c + s}; the ${subject} was first heard in town ${c * s}.`,
    document: { id: composer },
    metadata: { source: c % 2 === 0 ? 'even' : 'odd' },
  })),
);
const questions = composers.flatMap((composer) =>
  subjects.map((subject) => ({
    id: `q-${composer}-${subject}`,
    question: `When did ${composer} finish the ${subject}?`,
    positives: [{ id: `${composer}-${subject}` }],
  })),
);

const stores = mkdtempSync(join(tmpdir(), 'mine-store-'));
let store: PassageStore;
beforeAll(async () => {
  store = await openStore(join(stores, 'store.sqlite'), { embedder: new HashEmbedder() });
  await store.add(passages);
});
afterAll(async () => {
  await store.close();
  rmSync(stores, { recursive: true });
});

let directory: string;
let input: string;
let out: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mine-'));
  [input, out] = [join(directory, 'questions.jsonl'), join(directory, 'rows.jsonl')];
  writeRows(questions);
});
afterEach(() => rmSync(directory, { recursive: true }));

const writeRows = (rows: object[]) => writeFileSync(input, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
const given = (rows: object[]) => {
  writeRows(rows);
  return {};
};
const run = (more: Partial<MineFileOptions> = {}) => mineFile(store, { questions: input, out, ...more });

/** Aborts after so many rows. */
async function interrupted(after: number, more: Partial<MineFileOptions> = {}): Promise<void> {
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }) => done >= after && controller.abort();
  await expect(run({ ...more, signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'aborted' });
}

test('every question gets its negatives: half of the same source, none with the same text', async () => {
  const report = await run();
  expect(report).toMatchObject({ questions: 48, kept: 0, short: 0, negatives: { hard: 192, 'same-source': 192, random: 0 } });
  expect(report.questionBlind.questions).toBe(48);
  const sourceOf = new Map(passages.map(({ id, metadata }) => [id, metadata.source]));
  const rows = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
  for (const { positives, negatives } of rows) {
    expect(negatives).toHaveLength(8);
    for (const { id, source } of negatives) {
      expect(id).not.toBe(positives[0].id);
      if (source === 'same-source') expect(sourceOf.get(id)).toBe(sourceOf.get(positives[0].id));
    }
  }
  expect(existsSync(`${out}.partial`)).toBe(false);
  expect(existsSync(`${out}.partial.json`)).toBe(false);
});

test('random negatives come from the whole store', async () => {
  expect((await run({ options: { random: 1, sameSource: 0 } })).negatives).toEqual({ hard: 0, 'same-source': 0, random: 384 });
});

describe('an interrupted run', () => {
  test('goes on where it stopped, also after a row cut off by a kill', async () => {
    await run();
    const whole = readFileSync(out, 'utf8');
    rmSync(out);
    await interrupted(16);
    expect(existsSync(out)).toBe(false);
    appendFileSync(`${out}.partial`, '{"id":"q-Bach-op');
    const report = await run();
    expect(report.kept).toBeGreaterThanOrEqual(16);
    expect(report.questions).toBe(48 - report.kept);
    expect(readFileSync(out, 'utf8')).toBe(whole);
  });

  test('before its first row', async () => {
    await expect(run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    expect(existsSync(`${out}.partial.json`)).toBe(true);
    expect((await run()).questions).toBe(48);
  });

  test('with invalid rows: they are counted again', async () => {
    writeRows([{ question: 'Who?', positives: [{ id: 'nowhere' }] }, ...questions, { question: 'Who?', positives: [] }]);
    const errors: AccordError[] = [];
    await interrupted(16, { onInvalid: () => {} });
    const report = await run({ onInvalid: (error) => errors.push(error) });
    expect(report.kept + report.questions).toBe(48);
    expect(errors).toHaveLength(2);
  });

  test.each<[string, () => Partial<MineFileOptions>]>([
    ['options', () => ({ options: { seed: 2 } })],
    ['questions', () => given(questions.slice(1))],
  ])('is not mixed with other %s, unless it is dropped', async (_, change) => {
    await interrupted(16);
    const changed = change();
    await expect(run(changed)).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('--restart') });
    expect((await run({ ...changed, restart: true })).kept).toBe(0);
  });
});

describe('what cannot be', () => {
  test.each<[string, () => Partial<MineFileOptions>, object]>([
    ['no questions file', () => ({ questions: join(directory, 'none') }), { code: 'not-found' }],
    ['an empty one', () => given([]), { code: 'invalid-input', message: expect.stringContaining('holds no rows') }],
    ['no folder for the rows', () => ({ out: join(directory, 'none', 'rows.jsonl') }), { code: 'unreadable-file' }],
    ['bad options', () => ({ options: { negatives: 0 } }), { code: 'invalid-config' }],
    ['an invalid row', () => given([...questions, { question: 'Who?', positives: [] }]), { message: expect.stringContaining('row 49') }],
  ])('%s', async (_, change, error) => {
    await expect(run(change())).rejects.toMatchObject(error);
    expect(existsSync(out)).toBe(false);
  });
});
