import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectOutput, type Ended } from '../test/collect-output.ts';
import { writeEvaluationData } from '../test/evaluation/data.ts';
import { tinyModel } from '../test/tiny-model.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
let directory: string;
let env: NodeJS.ProcessEnv;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rag-eval-'));
  writeEvaluationData(join(directory, 'data'));
  env = { ...process.env, RAG_DATA_DIR: join(directory, 'data'), RAG_CACHE: join(directory, 'cache') };
});
afterAll(() => rmSync(directory, { recursive: true }));

function start(parts: string[], overrides: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...parts], { env: { ...env, ...overrides } });
  return { child, ended: collectOutput(child).ended };
}

const run = (parts: string[], overrides?: NodeJS.ProcessEnv): Promise<Ended> => start(parts, overrides).ended;

const quick = ['nq', '--retriever', 'bm25', '--no-rerank', '--reader', 'none'];

describe('rag-eval', () => {
  it('--json prints JSON only', async () => {
    const { code, stdout, stderr } = await run([...quick, '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ dataset: 'nq', questions: 4, metrics: { retrieval: { 'R@5': 1 } } });
    expect(code).toBe(0);
  });

  it('prints a table', async () => {
    const { code, stdout } = await run(quick);
    expect(stdout).toMatch(/^Natural Questions .*: 4 questions over 5 passages$/m);
    expect(stdout).toMatch(/^R@5 +1\.000 {2}\[1\.000, 1\.000\] +1\.000 {2}\[1\.000, 1\.000\]$/m);
    expect(stdout).toMatch(/^AnswerIn@5 +0\.750 {2}\[\d\.\d{3}, \d\.\d{3}\]$/m);
    expect(code).toBe(0);
  });

  it('prints before and after of what was reranked', async () => {
    const { code, stdout } = await run(['nq', '--retriever', 'bm25', '--reader', 'none', '--reranker', tinyModel]);
    expect(stdout).toMatch(/^bm25, cross-encoder\(tiny-bert\/int8\) on the first 50, reader none on the first 5, seed 42$/m);
    expect(stdout).toMatch(/^Retrieval → reranked +annotated or near duplicate +annotated$/m);
    expect(stdout).toMatch(/^R@5 +1\.000 → 1\.000 {2}\[1\.000, 1\.000\]/m);
    expect(stdout).toMatch(/: retrieval .*, rerank .*\)$/m);
    expect(code).toBe(0);
  });

  it('reads gold passages alone', async () => {
    const { code, stdout } = await run(['nq', '--passages', 'gold', '--reader', 'sentence']);
    expect(stdout).toMatch(/^Natural Questions .*: 4 questions with their gold passages$/m);
    expect(stdout).toMatch(/^Contains +0\.750/m);
    expect(stdout).toMatch(/^Mean length in tokens: stated 9\.00, right 1\.38$/m);
    expect(code).toBe(0);
  });

  it('says loudly when it runs on the bundled sample', async () => {
    const cache = join(directory, 'empty-cache');
    mkdirSync(cache);
    const { code, stdout, stderr } = await run([...quick, '--json'], { RAG_DATA_DIR: '', RAG_CACHE: cache });
    expect(stderr).toContain('WARNING: no benchmark data was found.');
    expect(JSON.parse(stdout)).toMatchObject({ dataset: 'nq', split: 'sample', corpus: { sample: true } });
    expect(code).toBe(0);
  });

  it('help begins with examples and names every option', async () => {
    const { code, stdout } = await run(['nq', '--help']);
    expect(stdout).toMatch(/^Examples:\n {2}rag-eval nq /);
    for (const option of [
      'limit',
      'seed',
      'k',
      'retriever',
      'no-rerank',
      'reranker',
      'depth',
      'store',
      'reader',
      'reader-model',
      'passages',
      'json',
      'out',
    ])
      expect(stdout).toContain(`--${option}`);
    expect(code).toBe(0);
  });

  it.each([
    [['nq', '--k', '0'], '--k'],
    [['nq', '--limit', 'ten'], 'ten'],
    [['nq', '--retriever', 'magic'], 'magic'],
    [['nq', '--passages', 'gold', '--depth', '5'], '--depth'],
    [['nq', '--no-rerank', '--reranker', 'x'], '--reranker'],
    [['hotpotqa', '--passages', 'gold'], '--passages'],
    [['nqq'], 'nqq'],
    [[], 'missing'],
  ])('%j is wrong usage: exit code 2', async (parts, mention) => {
    const { code, stdout, stderr } = await run(parts);
    expect(stderr).toContain(mention);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('missing data: the file is named, exit code 4, also as JSON', async () => {
    const RAG_DATA_DIR = join(directory, 'partial');
    mkdirSync(RAG_DATA_DIR);
    const { code, stdout } = await run([...quick, '--json'], { RAG_DATA_DIR });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'data-missing', message: expect.stringContaining('wiki_pool/passages.jsonl.gz') },
    });
    expect(code).toBe(4);
  });

  it('Ctrl-C while a model is loaded or runs ends with exit code 130', async () => {
    const RAG_DATA_DIR = join(directory, 'large');
    writeEvaluationData(RAG_DATA_DIR, { copies: 20_000 });
    for (const delay of [0, 700, 1500]) {
      const store = join(directory, `interrupted-${delay}.sqlite`);
      const { child, ended } = start(['nq', '--retriever', 'dense', '--reader', 'none', '--store', store], { RAG_DATA_DIR });
      while (!existsSync(store) && child.exitCode === null) await sleep(20);
      await sleep(delay);
      child.kill('SIGINT');
      const { code, stdout, stderr } = await ended;
      expect(stderr).toMatch(/hint: Run it again.*\n$/);
      expect(stdout).toBe('');
      expect(code).toBe(130);
    }
  });
});
