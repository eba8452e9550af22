import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadSample } from '../../datasets/load-dataset.ts';
import { testRows } from './test-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-test-rows-'));
beforeEach(() => {
  vi.stubEnv('RAG_DATA_DIR', undefined);
  vi.stubEnv('RAG_CACHE', join(folder, 'cache'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

test('the questions of a benchmark with what the first stage finds, retrieved once', async () => {
  const rows = await testRows('nq', folder, 5);
  const { questions } = await loadSample();
  expect(rows.map(({ id }) => id)).toEqual(questions.flatMap(({ id, judgement }) => (judgement ? [id] : [])));
  for (const { positives, candidates } of rows) {
    expect(candidates).toHaveLength(5);
    for (const { id, label } of candidates) expect(label).toBe(Number(positives.includes(id)));
    const fused = candidates.map(({ scores }) => scores.fused!);
    expect(fused).toEqual([...fused].sort((a, b) => b - a));
  }
  expect(rows.filter(({ candidates }) => candidates[0]!.label === 1).length).toBeGreaterThan(rows.length / 2);
  expect(rows.some(({ candidates }) => candidates.some(({ label, holdsAnswer }) => label === 0 && !holdsAnswer))).toBe(true);

  const kept = join(folder, 'test-nq-5.jsonl');
  writeFileSync(kept, readFileSync(kept, 'utf8').split('\n').slice(0, 2).join('\n'));
  expect(await testRows('nq', folder, 5)).toEqual(rows.slice(0, 2));
  expect(await testRows(kept, folder, 3)).toEqual(rows.slice(0, 2));
}, 60_000);

test('neither a file nor a benchmark', async () => {
  await expect(testRows(join(folder, 'nothing.jsonl'), folder, 5)).rejects.toMatchObject({ code: 'not-found' });
});
