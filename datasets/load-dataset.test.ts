import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdsAnswer } from '../eval/measures/holds-answer.ts';
import type { Passage } from '../src/passage.ts';
import type { Dataset } from './dataset.ts';
import { loadDataset } from './load-dataset.ts';
import type { DatasetName } from './registry.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'datasets-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function write(part: string, rows: (object | string)[]) {
  const path = join(directory, `${part}.jsonl.gz`);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, gzipSync(rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')));
  return path;
}

function writeHotpot(overrides: { passages?: (object | string)[]; questions?: (object | string)[] } = {}) {
  write(
    'wiki_pool/passages',
    overrides.passages ?? [
      { id: 'p1', title: 'One', text: 'First\u2028line', src: ['x'] },
      { id: 'p2', title: '', text: 'Second' },
    ],
  );
  write('wiki_pool/near_duplicates', [
    { id: 'p1', near: [{ id: 'p1-copy', containment: 0.9 }] },
    { id: 'p2', near: [{ id: 'p2-copy', containment: 0.8 }] },
  ]);
  write(
    'rerank_bm25/hotpot_dev1100',
    overrides.questions ?? [{ id: 'q1', question: 'Which?', answers: ['One'], pos: ['p1', 'p2'], pos_near: ['p2-copy'] }],
  );
}

const load = (name: DatasetName = 'hotpotqa') => loadDataset(name, { RAG_DATA_DIR: directory });

async function readAll({ corpus }: Dataset): Promise<Passage[]> {
  const passages = [];
  for await (const passage of corpus.read()) passages.push(passage);
  return passages;
}

describe('loadDataset', () => {
  it('groups near duplicates with the passage that they duplicate', async () => {
    writeHotpot();
    const { questions, corpus } = await load();
    expect(questions).toEqual([
      { id: 'q1', question: 'Which?', answers: ['One'], judgement: { annotated: ['p1', 'p2'], groups: [['p1'], ['p2', 'p2-copy']] } },
    ]);
    expect(corpus).toMatchObject({ name: 'wiki_pool/passages', sample: false, passages: 2 });
  });

  it('reads passages, also with line separators inside, without empty titles', async () => {
    writeHotpot();
    expect(await readAll(await load())).toEqual([
      { id: 'p1', title: 'One', text: 'First\u2028line', document: { id: 'p1' }, metadata: {} },
      { id: 'p2', text: 'Second', document: { id: 'p2' }, metadata: {} },
    ]);
  });

  it('the hash depends on every file and not on the compression', async () => {
    writeHotpot();
    const before = await load();
    const path = join(directory, 'wiki_pool/passages.jsonl.gz');
    rmSync(path);
    writeFileSync(
      path.replace('.gz', ''),
      `${JSON.stringify({ id: 'p1', title: 'One', text: 'First\u2028line', src: ['x'] })}\n${JSON.stringify({ id: 'p2', title: '', text: 'Second' })}`,
    );
    expect((await load()).hash).toBe(before.hash);
    write('wiki_pool/near_duplicates', [{ id: 'p2', near: [{ id: 'p2-copy' }] }]);
    const after = await load();
    expect(after.hash).not.toBe(before.hash);
    expect(after.corpus.hash).toBe(before.corpus.hash);
  });

  it('a question without judgement stays, unjudged', async () => {
    writeHotpot();
    write('nq_gold/oracle_dev', [
      { id: 'q1', question: 'Who?', answers: ['A'] },
      { id: 'q2', question: 'Where?', answers: ['B'] },
    ]);
    write('rerank_bm25/nq_test_oracle2655', [{ id: 'q2', pos: ['p1'], pos_near: ['p1-copy'] }]);
    const { questions } = await load('nq');
    expect(questions.map(({ judgement }) => judgement?.groups)).toEqual([undefined, [['p1', 'p1-copy']]]);
  });
});

describe('bad data', () => {
  it.each([
    ['no JSON', '{"id": "p2", "text": '],
    ['a missing field', { id: 'p2' }],
    ['a field of the wrong type', { id: 'p2', text: 7 }],
    ['an array', []],
  ])('a row with %s names file and line', async (_, row) => {
    writeHotpot({ passages: [{ id: 'p1', text: 'First' }, '', row] });
    await expect(load().then(readAll)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('passages.jsonl.gz:3: '),
    });
  });

  it('a corrupt question row names file and line', async () => {
    writeHotpot({ questions: [{ id: 'q1', question: 'Which?', answers: 'One', pos: ['p1'] }] });
    await expect(load()).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/hotpot_dev1100\.jsonl\.gz:1: .*answers/),
    });
  });

  it('a question that occurs twice is named', async () => {
    const row = { id: 'q1', question: 'Which?', answers: [], pos: ['p1'] };
    writeHotpot({ questions: [row, row] });
    await expect(load()).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('"q1" occurs twice') });
  });

  it('a near duplicate of no right passage is named', async () => {
    writeHotpot({ questions: [{ id: 'q1', question: 'Which?', answers: [], pos: ['p1', 'p2'], pos_near: ['p9'] }] });
    await expect(load()).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('"p9"') });
  });

  it('a truncated file is named', async () => {
    writeHotpot();
    const path = join(directory, 'wiki_pool/passages.jsonl.gz');
    writeFileSync(path, gzipSync('{"id":"p1","text":"First"}'.repeat(50)).subarray(0, 30));
    await expect(load()).rejects.toMatchObject({ code: 'unreadable-file', message: expect.stringContaining(path) });
  });

  it('a directory without the file: the file is named, exit code 4', async () => {
    await expect(load('nq')).rejects.toMatchObject({
      code: 'data-missing',
      exitCode: 4,
      message: `${join(directory, 'wiki_pool/passages.jsonl.gz')} does not exist.`,
    });
  });

  it('RAG_DATA_DIR that is no directory is named, exit code 4', async () => {
    const missing = join(directory, 'nowhere');
    await expect(loadDataset('nq', { RAG_DATA_DIR: missing })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(missing),
    });
  });

  it('without any data only nq has a sample', async () => {
    await expect(loadDataset('squad', { RAG_CACHE: directory })).rejects.toMatchObject({ code: 'data-missing', exitCode: 4 });
  });
});

it('data in the cache directory is found', async () => {
  const cache = directory;
  directory = join(cache, 'data');
  writeHotpot();
  expect((await loadDataset('hotpotqa', { RAG_CACHE: cache })).questions).toHaveLength(1);
  directory = cache;
});

describe('bundled sample', () => {
  it('every question is judged by passages that exist, one of which holds an answer', async () => {
    const sample = await loadDataset('nq', { RAG_CACHE: directory });
    expect(sample.corpus).toMatchObject({ name: 'sample', sample: true });
    const passages = new Map((await readAll(sample)).map((passage) => [passage.id, passage]));
    expect(passages.size).toBe(sample.corpus.passages);
    for (const { id, judgement, answers } of sample.questions) {
      expect(answers, id).not.toEqual([]);
      expect(judgement, id).toBeDefined();
      const right = judgement!.groups.flat();
      for (const passage of right) expect(passages.has(passage), `${id}: ${passage}`).toBe(true);
      const texts = right.map((passage) => passages.get(passage)!.text);
      expect(
        texts.some((text) => holdsAnswer(answers, text)),
        `${id}: ${answers.join(' or ')}`,
      ).toBe(true);
    }
  });
});

describe.skipIf(!process.env.RAG_DATA_DIR)('Natural Questions (needs RAG_DATA_DIR)', () => {
  it('has all questions, and judgements for all but those whose passage is not in the pool', async () => {
    const nq = await loadDataset('nq');
    expect(nq.corpus.passages).toBe(85_208);
    expect(nq.questions).toHaveLength(1329);
    expect(nq.questions.filter(({ judgement }) => judgement)).toHaveLength(1328);
  });

  it.each([
    ['squad', 1026],
    ['hotpotqa', 525],
    ['2wiki', 584],
  ] as const)('%s has %i questions', async (name, count) => {
    expect((await loadDataset(name)).questions).toHaveLength(count);
  });
});

describe('graded judgements', () => {
  it('of BEIR: grades above 0 count', async () => {
    write('beir_nfcorpus/passages', [{ id: 'd1', title: 'T', text: 'One' }]);
    write('beir_nfcorpus/test', [{ id: 'q1', question: 'Why?', answers: [], contexts: [], meta: { qrels: { d1: 2, d2: 0 } } }]);
    const { questions } = await load('nfcorpus');
    expect(questions).toEqual([
      { id: 'q1', question: 'Why?', answers: [], judgement: { annotated: ['d1'], groups: [['d1']], grades: new Map([['d1', 2]]) } },
    ]);
  });

  it('of TREC: the contexts of all questions are the corpus, each once', async () => {
    const context = (id: string, label: number | null) => ({ id, title: '', text: `text ${id}`, label, gold: false });
    write('msmarco_trecdl/dl19', [
      { id: 'q1', question: 'Why?', answers: [], contexts: [context('a', 3), context('b', null)] },
      { id: 'q2', question: 'Who?', answers: [], contexts: [context('b', 0), context('c', 1)] },
    ]);
    const dataset = await load('trec-dl');
    expect(dataset.corpus.passages).toBe(3);
    expect((await readAll(dataset)).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(dataset.questions.map(({ judgement }) => judgement?.grades)).toEqual([new Map([['a', 3]]), new Map([['c', 1]])]);
  });
});
