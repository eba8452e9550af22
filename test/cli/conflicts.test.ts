import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Contradiction } from '../../src/conflict/scan/scan.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-scan-'));
const run = (...args: string[]) => rag(['conflicts', '--detector', 'none', ...args], { cwd, env: { RAG_CACHE: join(cwd, '.cache') } });

beforeAll(async () => {
  const documents = [
    {
      id: 'act',
      title: 'Halden bridge',
      text: 'The Halden bridge was opened in 1902. It has four spans.',
      source: 'atlas',
      publishedAt: '2001-01-01',
    },
    { id: 'post', title: 'Post', text: 'The Halden bridge was opened in 1904. I have seen it.', source: 'blog' },
  ];
  writeFileSync(join(cwd, 'bridges.jsonl'), documents.map((document) => JSON.stringify(document)).join('\n'));
  const { code, stderr } = await rag(['ingest', 'bridges.jsonl', '--embedder', 'none'], { cwd });
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('shows both sentences with their places, as text and as JSON', async () => {
  const { code, stdout } = await run();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^1\. date: 190[24] \/ 190[24] \(similarity 0\.86\)\n/);
  expect(stdout).toContain('   The Halden bridge was opened in 1902.\n     Halden bridge · act · atlas · 2001-01-01\n');
  const [found, ...others] = JSON.parse((await run('--json')).stdout) as Contradiction[];
  expect(others).toEqual([]);
  expect(found!.sides.map(({ value }) => value).sort()).toEqual(['1902', '1904']);
  expect((await run('--filter', '{"field": "source", "eq": "atlas"}')).stdout).toBe('No contradictions found.\n');
});

test.each([
  [['--similarity', '2'], '--similarity is "2"'],
  [['--probability', 'high'], '--probability is "high"'],
  [['--filter', '{'], '--filter is no JSON'],
])('%j is a usage error that names the value', async (flags, message) => {
  const { code, stdout, stderr } = await run(...flags);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
