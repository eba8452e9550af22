import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../src/answer.ts';
import { AccordError } from '../../src/errors.ts';
import { shippedModel } from '../../src/rerank/shipped-model.ts';
import { openStore } from '../../src/retrieval/store/open-store.ts';
import { tinyModel } from '../tiny-model.ts';
import { rag, type SpawnOptions, startRag } from './spawn-rag.ts';

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-'));
/** Without the shipped model, but where a test wants it. */
const env = { RAG_CACHE: join(cwd, '.cache'), RAG_RERANKER: 'none', RAG_READER: 'sentence' };
const run = (...args: string[]) => rag(args, { cwd, env });
const json = async <T>(...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
};

interface Report {
  documents: Record<string, number>;
  passages: Record<string, number>;
  invalid: number;
}

afterAll(() => rmSync(cwd, { recursive: true }));

describe('a folder of documents', () => {
  beforeAll(async () => {
    cpSync(join(fixtures, 'library'), join(cwd, 'library'), { recursive: true });
    const { code, stdout, stderr } = await run('ingest', 'library');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^documents {2}5 added\npassages {3}\d+ added\nstore {6}rag\.sqlite \(.* s\)\n$/);
  });

  test.each([
    ['Who founded the library?', /Johanna Strell/, 'library/about/history.pdf'],
    ['How much is the fee for a late book?', /twenty cents a day/, 'library/loans.html'],
    ['When does the library close in summer?', /last two weeks of August/, 'library/opening-hours.md'],
    ['How old is the oldest map?', /1571/, 'room-1'],
  ])('%s is answered from the right document, with a citation', async (question, expected, documentId) => {
    const answer = await json<Answer>('ask', question);
    expect(answer.text).toMatch(expected);
    expect(answer.citations).toMatchObject([{ number: 1, documentId }]);
    const [{ passageId, start, end, quote }] = answer.citations as [Answer['citations'][number]];
    const passage = answer.passages.find((scored) => scored.passage.id === passageId)!.passage;
    expect(passage.text.slice(start, end)).toBe(quote);
    expect(answer.trace).toMatchObject({ retriever: 'hybrid', read: 5 });

    const { stdout } = await run('ask', question);
    expect(stdout).toMatch(expected);
    expect(stdout).toMatch(/^.* \[1\]\n\n\[1\] .*\n {4}.*\n {4}fused .*\n$/);
    expect(stdout).not.toContain('\u001b');
  });

  test('search finds passages, by BM25 alone too, with filter and k', async () => {
    const found = async (...args: string[]) =>
      (await json<{ passages: Answer['passages'] }>('search', ...args)).passages.map(({ passage }) => passage.document.id);
    expect((await found('late fee'))[0]).toBe('library/loans.html');
    expect(await found('late fee', '--k', '1')).toHaveLength(1);
    const { passages } = await json<{ passages: Answer['passages'] }>('search', 'map', '--retriever', 'bm25');
    expect(passages[0]!.scores).toEqual({ bm25: expect.any(Number) });
    const filter = JSON.stringify({ field: 'authority', gte: 2 });
    expect((await found('the library', '--k', '100', '--filter', filter)).sort()).toEqual(['room-1', 'room-2']);
  });

  test('a query without words finds nothing or everything, but is no error', async () => {
    expect(await run('search', 'the', '--retriever', 'bm25')).toEqual({ code: 0, stdout: 'Nothing found.\n', stderr: '' });
    expect((await run('search', '')).code).toBe(0);
  });

  test('a question of 100,000 characters is answered', async () => {
    const { code, stdout } = await run('ask', 'Who founded the library? '.repeat(4000));
    expect([code, stdout]).toEqual([0, expect.stringContaining('Johanna Strell')]);
  });

  test('stats describes the store', async () => {
    expect(await json('stats')).toMatchObject({ documents: 5, embedder: { dimensions: 384 }, analyzer: expect.any(String) });
    expect((await run('stats')).stdout).toMatch(/^store +.*rag\.sqlite\npassages +\d+\ndocuments +5\n/);
  });

  test('a second run touches only what changed; what is gone leaves', async () => {
    const own = join(cwd, 'changing');
    cpSync(join(fixtures, 'library'), own, { recursive: true });
    const args = ['ingest', 'changing', '--store', 'changing.sqlite', '--embedder', 'none'];
    expect((await json<Report>(...args)).documents).toMatchObject({ added: 5 });
    expect((await json<Report>(...args)).documents).toMatchObject({ added: 0, unchanged: 5 });
    writeFileSync(join(own, 'opening-hours.md'), '# Opening hours\n\nOpen on Mondays only.\n');
    rmSync(join(own, 'about'), { recursive: true });
    expect((await json<Report>(...args)).documents).toEqual({ added: 0, updated: 1, unchanged: 3, removed: 1, skipped: 0 });
    const { passages } = await json<{ passages: Answer['passages'] }>('search', 'Mondays', '--store', 'changing.sqlite');
    expect(passages[0]!.passage.text).toContain('Open on Mondays only.');
    expect((await run('search', 'Strell', '--store', 'changing.sqlite')).stdout).toBe('Nothing found.\n');
  });

  test('flags give metadata; delete takes ids and filters', async () => {
    const store = ['--store', 'deleting.sqlite', '--embedder', 'none'];
    const flags = ['--source', 'wiki', '--published-at', '2024-05-01', '--acl', 'staff,guests', '--set', 'floor=2'];
    await json('ingest', 'library', ...store, ...flags);
    const { passages } = await json<{ passages: Answer['passages'] }>('search', 'late fee', ...store);
    expect(passages[0]!.passage.metadata).toMatchObject({ source: 'wiki', publishedAt: '2024-05-01', acl: ['staff', 'guests'], floor: 2 });

    const at = ['--store', 'deleting.sqlite'];
    const { stdout } = await run('delete', 'library/loans.html', ...at);
    expect(stdout).toMatch(/^[2-9] passages deleted\n$/);
    expect(await json('delete', 'room-1', ...at)).toEqual({ deleted: 1 });
    expect(await json('delete', '--where', '{"field": "source", "eq": "no such"}', ...at)).toEqual({ deleted: 0 });
    // The flag names no source for documents that name their own: of the rest, the history is left.
    expect(await json('delete', '--where', '{"field": "source", "eq": "wiki"}', ...at)).toEqual({ deleted: 1 });
    expect(await json('stats', ...at)).toMatchObject({ documents: 2 });
    const missing = await run('delete', 'library/loans.html', ...at);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('library/loans.html')]);
  });

  test('standard input is read; invalid rows stop, or are counted', async () => {
    const rows = '{"id":"a/ü","text":"Cranes nest by the lake."}\n{"id":"b"}\n{"id":"c","text":"Otters live in the river."}\n';
    const args = ['ingest', '-', '--format', 'jsonl', '--store', 'stdin.sqlite', '--embedder', 'none', '--json'];
    const refused = await rag(args, { cwd, env, input: rows });
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'invalid-input', message: expect.stringMatching(/row 2|line 2/) } });
    const counted = await rag([...args, '--skip-invalid'], { cwd, env, input: rows });
    expect([counted.code, JSON.parse(counted.stdout)]).toMatchObject([0, { invalid: 1 }]);
    expect((await run('search', 'cranes', '--store', 'stdin.sqlite')).stdout).toContain('a/ü');
  });
});

describe('a model of one’s own', () => {
  beforeAll(async () => {
    cpSync(join(fixtures, 'library'), join(cwd, 'library'), { recursive: true });
    await json('ingest', 'library', '--store', 'reranked.sqlite', '--embedder', 'none');
  });
  const ask = (...args: string[]) => ['ask', 'Who founded the library?', '--store', 'reranked.sqlite', '--embedder', 'none', ...args];

  test('reranks and reads; --no-rerank does without, whatever the settings say', async () => {
    const { passages, trace } = await json<Answer>(...ask('--reranker', tinyModel, '--reader', tinyModel, '--depth', '6', '--k', '2'));
    expect(trace).toMatchObject({ reranker: 'cross-encoder(tiny-bert/int8)', reader: 'extractive(tiny-bert/int8)', read: 2 });
    const useful = passages.map(({ scores }) => scores.useful!);
    expect(useful).toEqual(useful.toSorted((a, b) => b - a));
    const plain = await rag([...ask('--no-rerank'), '--json'], { cwd, env: { ...env, RAG_RERANKER: tinyModel } });
    expect((JSON.parse(plain.stdout) as Answer).trace.reranker).toBe(undefined);
  });

  test.each([
    ['both ways at once', ['--reranker', tinyModel, '--no-rerank'], 2, '--no-rerank'],
    ['no such directory', ['--reranker', 'none-here'], 4, 'none-here'],
    ['no model in it', ['--reader', 'library'], 4, 'library'],
  ])('%s', async (_name, args, exit, mention) => {
    const { code, stdout, stderr } = await run(...ask(...args));
    expect([code, stdout, stderr]).toEqual([exit, '', expect.stringContaining(mention)]);
  });

  test('eval-reranker compares it with the first stage', async () => {
    const candidate = (text: string, label: number) => ({
      id: text,
      text,
      scores: { bm25: 1 },
      ranks: {},
      label,
      holdsAnswer: label === 1,
    });
    const row = {
      id: '1',
      question: 'who is it',
      answers: ['a'],
      positives: ['a b'],
      candidates: [candidate('the sea', 0), candidate('a b', 1)],
    };
    writeFileSync(join(cwd, 'heldout.jsonl'), `${JSON.stringify(row)}\n`);
    const command = ['eval-reranker', 'heldout.jsonl', '--model', tinyModel, '--against', tinyModel];
    const { code, stdout, stderr } = await run(...command);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^heldout\.jsonl: 1 questions, up to 50 passages each, seed 42\nmodel: cross-encoder\(tiny-bert\/int8\)$/m);
    expect(stdout).toMatch(/^ +first stage +model +model, logit alone$/m);
    expect(stdout).toMatch(/^RR@10 +0\.500 {2}\[0\.500, 0\.500\]/m);
    expect(stdout).toMatch(/^R@1 +model − first stage +\+[01]\.000 +\d\.\d{4}$/m);
    expect(await json(...command)).toMatchObject({ questions: 1, systems: [{ system: 'first stage' }, { system: 'model' }, {}] });
    const refused = await run('eval-reranker', 'heldout.jsonl', '--model', tinyModel, '--depth', '0');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--depth')]);
  });
});

describe.skipIf(shippedModel() === undefined)('the model that comes with the package', () => {
  test('is what ask reranks and reads with', async () => {
    cpSync(join(fixtures, 'library'), join(cwd, 'library'), { recursive: true });
    const own = { cwd, env: { RAG_CACHE: env.RAG_CACHE } };
    await rag(['ingest', 'library', '--store', 'shipped.sqlite'], own);
    const { stdout } = await rag(['ask', 'Who founded the library?', '--store', 'shipped.sqlite', '--json'], own);
    expect(JSON.parse(stdout)).toMatchObject({
      text: expect.stringMatching(/Strell$/),
      trace: { reranker: expect.any(String) },
    });
  });
});

describe('settings', () => {
  test('config --print shows values with their origins', async () => {
    writeFileSync(join(cwd, 'own.json'), '{"k": 7, "chunkSize": 100}');
    const options = { cwd, env: { RAG_CONFIG: 'own.json', RAG_CHUNK_SIZE: '120' } };
    const { code, stdout } = await rag(['config', '--print', '--port', '9000'], options);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'setting         value       origin',
        'store           rag.sqlite  default',
        'embedder        minilm      default',
        'k               7           file own.json',
        'retriever                   default',
        'reranker                    default',
        'depth                       default',
        'reader                      default',
        'policy                      default',
        'sources                     default',
        'dial                        default',
        'llm                         default',
        'llmBaseUrl                  default',
        'llmConcurrency  8           default',
        'llmTimeout      120000      default',
        'llmContext      4096        default',
        'llmPassages     together    default',
        'llmMaxTokens    200         default',
        'llmLogprobs     yes         default',
        'feedback                    default',
        'chunkSize       120         env RAG_CHUNK_SIZE',
        'chunkOverlap    1           default',
        'host            127.0.0.1   default',
        'port            9000        flag --port',
        'requestTimeout  60000       default',
        'maxBodyBytes    1048576     default',
        'gracePeriod     10000       default',
        '',
      ].join('\n'),
    );
    const asJson = JSON.parse((await rag(['config', '--print', '--json'], options)).stdout);
    expect(asJson).toMatchObject({ k: { value: 7, origin: 'file own.json' }, retriever: { value: null, origin: 'default' } });
  });

  test('a broken file of settings in the working directory is named', async () => {
    const directory = mkdtempSync(join(cwd, 'broken-'));
    writeFileSync(join(directory, 'rag.config.json'), '{"k": ');
    const { code, stderr } = await rag(['stats'], { cwd: directory });
    expect([code, stderr]).toEqual([2, expect.stringContaining('rag.config.json cannot be read')]);
  });
});

describe('exit codes, the same under --json', () => {
  test.each([
    ['a missing store', ['search', 'x', '--store', 'none.sqlite'], 1, 'not-found'],
    ['a missing file', ['ingest', 'none.txt', '--store', 'new.sqlite'], 1, 'not-found'],
    ['k = 0', ['ask', 'Who?', '--k', '0'], 2, 'invalid-config'],
    ['an unknown retriever', ['search', 'x', '--retriever', 'magic'], 2, 'invalid-config'],
    ['an empty question', ['ask', ''], 2, 'invalid-input'],
    ['a filter that is no JSON', ['search', 'x', '--filter', '{"field"'], 2, 'invalid-config'],
    ['a filter that is none', ['search', 'x', '--filter', '{"field": "a", "like": 1}'], 2, 'invalid-input'],
    ['nothing to delete', ['delete'], 2, 'invalid-config'],
    ['an unknown command', ['serach', 'x'], 2, 'invalid-config'],
    ['an unknown flag', ['search', 'x', '--kk', '3'], 2, 'invalid-config'],
    ['no path', ['ingest'], 2, 'invalid-config'],
    ['--set without a key', ['ingest', '.', '--set', 'x'], 2, 'invalid-config'],
    ['a bad date', ['ingest', 'library', '--store', 'new.sqlite', '--published-at', 'soon'], 2, 'invalid-input'],
    ['a chunk size too small', ['ingest', 'library', '--chunk-size', '1'], 2, 'invalid-config'],
    ['a bad store location', ['stats', '--store', 'ftp://x/y'], 2, 'invalid-input'],
    ['a server that is away', ['stats', '--store', 'qdrant:http://127.0.0.1:1/x'], 4, 'network'],
  ])('%s', async (_name, args, exit, code) => {
    cpSync(join(fixtures, 'library'), join(cwd, 'library'), { recursive: true });
    const plain = await run(...args);
    const asJson = await run(...args, '--json');
    expect([plain.code, plain.stdout]).toEqual([exit, '']);
    expect(plain.stderr).toMatch(/^error: .+\nhint: .+\n$/s);
    expect([asJson.code, asJson.stderr]).toEqual([exit, '']);
    expect(JSON.parse(asJson.stdout)).toEqual({ error: { code, message: expect.any(String), hint: expect.stringMatching(/./) } });
  });

  test('a store open elsewhere for writing', async () => {
    const store = await openStore(join(cwd, 'locked.sqlite'));
    try {
      const { code, stderr } = await run('ingest', 'library', '--store', 'locked.sqlite', '--embedder', 'none');
      expect([code, stderr]).toEqual([1, expect.stringContaining('locked.sqlite')]);
    } finally {
      await store.close();
    }
  });
});

describe('Ctrl-C', () => {
  test('leaves a store that the next run completes', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, id) => `${JSON.stringify({ id: `r${id}`, text: `Passage number ${id} of a long list.` })}\n`,
    );
    const args = ['ingest', '-', '--format', 'jsonl', '--store', 'interrupted.sqlite', '--embedder', 'none', '--json'];
    const options: SpawnOptions = { cwd, env };
    const child = startRag(args, options);
    // The input stays open: the command waits for more when the signal comes.
    child.stdin!.write(rows.slice(0, 2500).join(''));
    const kept = await committed(join(cwd, 'interrupted.sqlite'));
    child.kill('SIGINT');
    const { code, stdout } = await child.ended;
    expect([code, JSON.parse(stdout)]).toMatchObject([130, { error: { code: 'aborted' } }]);

    const again = await rag(args, { ...options, input: rows.join('') });
    expect(again.code).toBe(0);
    const report = JSON.parse(again.stdout) as Report;
    expect(report.documents.unchanged).toBeGreaterThanOrEqual(kept);
    expect(report.documents.added! + report.documents.unchanged!).toBe(3000);
    expect(await json('stats', '--store', 'interrupted.sqlite')).toMatchObject({ passages: 3000 });
  });
});

/** Waits until passages are in the store of another process. */
async function committed(location: string): Promise<number> {
  for (;;) {
    try {
      const store = await openStore(location, { readOnly: true });
      const count = await store.count().finally(() => store.close());
      if (count > 0) return count;
    } catch (error) {
      if (!AccordError.isInstance(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('rag serve', () => {
  test('answers until SIGTERM, then exits 0', async () => {
    await json('ingest', 'library', '--store', 'served.sqlite', '--embedder', 'none');
    const child = startRag(['serve', '--store', 'served.sqlite', '--port', '0', '--embedder', 'none'], { cwd, env });
    const url = await new Promise<string>((resolve) => {
      let text = '';
      child.stderr!.on('data', (data) => {
        text += data;
        const match = /Listening on (\S+)/.exec(text);
        if (match) resolve(match[1]!);
      });
    });
    const response = await fetch(`${url}/v1/answer`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ question: 'Who founded the library?' }),
    });
    expect([response.status, await response.json()]).toMatchObject([200, { text: expect.stringContaining('Johanna Strell') }]);
    child.kill('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 0, stdout: '' });
  });

  test('refuses a port in use with exit code 2', async () => {
    const { createServer } = await import('node:net');
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    );
    const { code, stderr } = await run('serve', '--store', 'served.sqlite', '--embedder', 'none', '--port', String(port));
    taken.close();
    expect([code, stderr]).toEqual([2, expect.stringContaining(`127.0.0.1:${port} is in use`)]);
  });
});

describe('help', () => {
  test('examples come first', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Examples:\n {2}rag ingest docs\//);
    const commands = ['ingest', 'search', 'ask', 'stats', 'delete', 'serve', 'eval-reranker', 'config'];
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    const texts = await Promise.all(commands.map((command) => run(command, '--help')));
    texts.forEach(({ stdout: text }, index) => {
      expect(text).toMatch(new RegExp(`^Examples:\n {2}.*rag ${commands[index]}`));
    });
  });

  test('imports nothing heavy', async () => {
    const nodeOptions = ['--import', new URL('./log-imports.js', import.meta.url).href];
    const { stderr } = await rag(['--help'], { cwd, nodeOptions });
    const imported = stderr.split('\n').filter((line) => line.startsWith('import '));
    expect(imported.some((line) => line.includes('/commander/'))).toBe(true);
    // The schemas of the options of training, which help shows, bring nothing with them.
    const heavy =
      /onnxruntime|hono|sqlite|qdrant|langchain|openai-compatible|unpdf|htmlparser|csv-parse|\/nn\/(?!training\/(?:encoder-)?training-options|training\/flip-rate)/;
    expect(imported.filter((line) => heavy.test(line))).toEqual([]);
  });
});
