import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../src/answer.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-conflicts-'));
const env = { RAG_CACHE: join(cwd, '.cache'), RAG_RERANKER: 'none', RAG_READER: 'sentence' };
const run = (...args: string[]) => rag(args, { cwd, env });
const question = 'How long is the notice period?';

beforeAll(async () => {
  const documents = [
    { id: 'act', title: 'Notice', text: 'The notice period is three months.', source: 'law', publishedAt: '2011-03-01' },
    { id: 'post', title: 'Notice', text: 'The notice period lasts six weeks now.', source: 'blog', publishedAt: '2022-01-01' },
  ];
  writeFileSync(join(cwd, 'laws.jsonl'), documents.map((document) => JSON.stringify(document)).join('\n'));
  const { code, stderr } = await run('ingest', 'laws.jsonl');
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('--policy, --sources and --at decide; --explain says what was defeated and why', async () => {
  const newest = await run('ask', question, '--policy', 'newest', '--explain');
  expect(newest.stdout).toMatch(/^The notice period lasts six weeks now\. \[1\]\n/);
  expect(newest.stdout).toContain('is defeated: a newer claim says otherwise');
  const earlier = await run('ask', question, '--policy', 'newest', '--at', '2015-06-30', '--sources', 'law > blog', '--json');
  const { text, decision } = JSON.parse(earlier.stdout) as Answer;
  expect(text).toBe('The notice period is three months.');
  expect(decision.defeated).toMatchObject([{ rule: 'source' }]);
});

test('--assume outranks passages and is cited', async () => {
  const { stdout } = await run('ask', question, '--assume', 'The notice period is one day.', '--instruction', ' ');
  expect(stdout).toMatch(/^The notice period is one day\. \[1\]\n\n\[1\] assumption:1\n {4}The notice period is one day\.\n$/);
});

test.each([
  [['--policy', 'strict'], '--policy is "strict". There is no policy "strict".'],
  [['--sources', 'law > blog; blog > law'], 'law > blog > law'],
  [['--sources', 'law > blgo'], 'names the source "blgo", which no passage of the store has'],
  [['--policy', '{"order": ["level"]}', '--sources', 'law > blog'], 'leaves "source" out of its order'],
  [['--dial', '2'], '--dial is "2"'],
  [['--at', 'last spring'], '"last spring" is no ISO 8601 date'],
])('%j is a usage error that names the value', async (flags, message) => {
  const { code, stdout, stderr } = await run('ask', question, ...flags);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^hint: ./m);
});

test('config shows the policy and where it comes from', async () => {
  const { stdout } = await rag(['config', '--policy', 'newest'], { cwd, env: { ...env, RAG_SOURCES: 'law > blog' } });
  expect(stdout).toMatch(/^policy +\{"preset":"newest"\} +flag --policy$/m);
  expect(stdout).toMatch(/^sources +\["law > blog"\] +env RAG_SOURCES$/m);
});
