import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { configuredPolicy } from './policy-options.ts';
import { configValues, resolveConfig } from './resolve.ts';
import { Config, configKeys, flagOf, variableOf } from './schema.ts';

const directory = mkdtempSync(join(tmpdir(), 'accord-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(content: unknown): string {
  const file = join(directory, `${Math.random()}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('resolveConfig', () => {
  test('a flag goes before the environment, that before the file, that before the default; each tells its origin', () => {
    const file = fileOf({ k: 7, host: 'file.example', store: 'file.sqlite' });
    const entries = resolveConfig({ file, environment: { RAG_K: '8', RAG_HOST: 'env.example' }, flags: { k: '9' } });
    expect(entries.k).toEqual({ value: 9, origin: 'flag --k' });
    expect(entries.host).toEqual({ value: 'env.example', origin: 'env RAG_HOST' });
    expect(entries.store).toEqual({ value: 'file.sqlite', origin: `file ${file}` });
    expect(entries.port).toEqual({ value: 8080, origin: 'default' });
  });

  test('without sources the values are those of the schema', () => {
    const unset = {
      policy: undefined,
      sources: undefined,
      dial: undefined,
      retriever: undefined,
      reranker: undefined,
      depth: undefined,
      reader: undefined,
      feedback: undefined,
      llm: undefined,
      llmBaseUrl: undefined,
    };
    expect(configValues(resolveConfig({ environment: {} }))).toEqual({ ...unset, ...Config.parse({}) });
  });

  test('a policy is a name or JSON, sources are chains; together they are one policy', () => {
    const values = configValues(
      resolveConfig({
        environment: { RAG_POLICY: '{"preset": "newest", "answers": "several"}' },
        flags: { sources: 'law > blog; dosage: label > article', dial: '0.7' },
      }),
    );
    expect(configuredPolicy(values)).toEqual({
      preset: 'newest',
      answers: 'several',
      sources: ['law > blog', ' dosage: label > article'],
      dial: 0.7,
    });
    expect(configuredPolicy(configValues(resolveConfig({ environment: {} })))).toBeUndefined();
    const contradictory = configValues(
      resolveConfig({ environment: {}, flags: { policy: '{"order": ["level"]}', sources: 'law > blog' } }),
    );
    expect(() => configuredPolicy(contradictory)).toThrow('prefers "law > blog" but leaves "source" out of its order ["level"]');
  });

  test('RAG_CONFIG names the file, --config goes before it, an empty variable is none', () => {
    const first = fileOf({ k: 1 });
    const second = fileOf({ k: 2 });
    expect(resolveConfig({ environment: { RAG_CONFIG: first } }).k.value).toBe(1);
    expect(resolveConfig({ environment: { RAG_CONFIG: first }, file: second }).k.value).toBe(2);
    expect(resolveConfig({ environment: { RAG_K: '', RAG_CONFIG: '' } }).k.origin).toBe('default');
  });

  test('every key has a flag, a variable and a text for its help', () => {
    expect(flagOf('chunkSize')).toBe('--chunk-size');
    expect(variableOf('maxBodyBytes')).toBe('RAG_MAX_BODY_BYTES');
    for (const key of configKeys) expect(Config.shape[key].description, key).toBeTruthy();
  });

  test.each([
    [{ flags: { k: '0' } }, '--k is "0"'],
    [{ flags: { k: 'many' } }, '--k is "many"'],
    [{ flags: { k: '2.5' } }, '--k is "2.5"'],
    [{ flags: { store: '' } }, '--store is ""'],
    [{ flags: { depth: '0' } }, '--depth is "0"'],
    [{ flags: { policy: 'strict' } }, '--policy is "strict". There is no policy "strict".'],
    [{ flags: { policy: '{"dial": 2}' } }, "The policy's dial is 2"],
    [{ flags: { policy: '{"dial": ' } }, 'JSON'],
    [{ flags: { sources: 'law > blog; blog > law' } }, 'law > blog > law'],
    [{ flags: { sources: 'law' } }, 'The preference "law" cannot be read.'],
    [{ flags: { dial: '1.5' } }, '--dial is "1.5"'],
    [{ file: fileOf({ policy: { presett: 'newest' } }) }, 'presett'],
    [{ flags: { llm: 'gpt' } }, '--llm is "gpt"'],
    [{ environment: { RAG_DEPTH: 'deep' } }, 'RAG_DEPTH is "deep"'],
    [{ flags: { retriever: 'magic' } }, '--retriever is "magic"'],
    [{ environment: { RAG_PORT: '70000' } }, 'RAG_PORT is "70000"'],
    [{ file: fileOf({ k: '5' }) }, ': k is "5"'],
    [{ file: fileOf({ colour: 'red' }) }, 'sets "colour", which is unknown'],
    [{ file: fileOf('{"k": ') }, 'cannot be read'],
    [{ file: fileOf([1]) }, 'holds no JSON object'],
    [{ file: join(directory, 'none.json') }, 'does not exist'],
  ])('refuses %j', (sources, message) => {
    const resolve = () => resolveConfig({ environment: {}, ...sources });
    expect(resolve).toThrow(message);
    expect(resolve).toThrow(expect.objectContaining({ code: 'invalid-config', hint: expect.stringMatching(/./) }));
  });
});
