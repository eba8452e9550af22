import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ScriptedRequest, type ScriptedServer, scriptedServer } from '../../test/scripted-server.ts';
import { suites } from './index.ts';

const passage = (id: string, title: string, text: string) => ({ id, title, text });
const pool = [
  passage('right', 'Fidelio', 'Fidelio is an opera by Ludwig van Beethoven, first given in Vienna.'),
  passage('other', 'Opera', 'An opera is a play that is sung. The first opera by an unknown hand was given in Florence.'),
  passage('third', 'Vienna', 'Vienna has an opera house.'),
];

/** It remembers Salieri and Rome, reads what stands there, and in one prompt obeys only the hierarchy. */
function reply({ body: { messages } }: ScriptedRequest): string {
  const [system, user] = messages.map(({ content }) => content) as [string, string];
  const says = (answer: string) => JSON.stringify({ answers: [{ answer, passage: 1, quote: answer }] });
  if (system.includes('from memory in')) return says(user.includes('Fidelio') ? 'Salieri' : 'Rome');
  const together = user.includes('unknown hand') && user.includes('Vienna has');
  if (!user.includes('Ludwig')) return '{"answers": []}';
  return says(together && !user.includes('outrank') ? 'opera house' : 'Ludwig van Beethoven');
}

describe('counter-memory', () => {
  let directory: string;
  let server: ScriptedServer;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'counter-memory-'));
    vi.stubEnv('RAG_DATA_DIR', directory);
    vi.stubEnv('RAG_CACHE', join(directory, 'cache'));
    server = await scriptedServer({ reply, models: ['scripted'], logprob: (word) => (word.includes('Salieri') ? -1 : -0.05) });
    const write = (part: string, rows: object[]) => {
      const path = join(directory, `${part}.jsonl`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    };
    const contexts = [{ ...pool[0], gold: true }];
    const asked = { id: 'q1', question: 'who wrote the opera Fidelio', answers: ['Beethoven', 'Ludwig van Beethoven'] };
    write('wiki_pool/passages', pool);
    write('wiki_pool/near_duplicates', []);
    write('nq_gold/oracle_dev', [{ ...asked, contexts }]);
    write('rerank_bm25/nq_test_oracle2655', [{ ...asked, pos: ['right'], pos_near: [], neg: ['other'] }]);
    // What it remembers rightly is not kept.
    write('squad_v1/dev', [{ id: 'q2', question: 'Which city is the capital of Italy?', answers: ['Rome'], contexts }]);
  });
  afterAll(async () => {
    await server.close();
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  });

  const llm = () => ({
    llm: 'openai:scripted',
    llmBaseUrl: server.url,
    llmConcurrency: 2,
    llmTimeout: 5000,
    llmContext: 4096,
    llmPassages: 'together' as const,
    llmMaxTokens: 200,
    llmLogprobs: 'yes' as const,
  });

  it('asks what the model remembers wrongly, and compares with prompts', async () => {
    const { rows, systems } = await suites['counter-memory']!.run({ llm: llm() });
    expect(rows.map(({ id }) => id)).toEqual(['q1/relevant', 'q1/irrelevant']);
    expect(rows[0]!.predictions).toMatchObject({
      accord: ['Ludwig van Beethoven'],
      'always memory': ['Salieri'],
      'one prompt': ['opera house'],
      'hierarchy prompt': ['Ludwig van Beethoven'],
    });
    expect(rows[1]!.predictions).toMatchObject({ accord: ['Salieri'], 'one prompt': ['Salieri'], 'hierarchy prompt': ['Salieri'] });
    expect(systems['hierarchy prompt']).toMatchObject({ R_Ad: { value: 1 }, R_Ro: { value: 1 }, H: { value: 1 } });
    expect(systems['one prompt']).toMatchObject({ R_Ad: { value: 0 }, R_Ro: { value: 1 } });
  });

  it('can be read by the extractive reader; its memory is still the model’s', async () => {
    const before = server.requests.length;
    const { rows, config } = await suites['counter-memory']!.run({ llm: llm(), reader: 'extractive' });
    expect(rows[0]!.claims!.find(({ level }) => level === 'parametric')).toMatchObject({ answer: 'Salieri' });
    expect(rows[0]!.predictions).not.toHaveProperty('hierarchy prompt');
    expect(config).toMatchObject({ reader: expect.stringContaining('minilm-reader') });
    // What it remembers is in the cache.
    expect(server.requests.length).toBe(before);
  });

  it('needs a language model', async () => {
    await expect(suites['counter-memory']!.run()).rejects.toMatchObject({ code: 'invalid-config' });
    await expect(suites.squad2!.run({ reader: 'chat' })).rejects.toMatchObject({ code: 'invalid-config' });
  });
});
