import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readData } from '../../bench/data.ts';
import { minilmEmbedder } from './minilm-embedder.ts';

interface Oracle {
  cases: { text: string; ids: number[]; vector: number[] }[];
}

// Vectors of sentence-transformers; the versions are in the file, the script that wrote it beside it.
const oracle: Oracle = JSON.parse(readFileSync(new URL('../../test/oracles/encoder/fixtures/vectors.json', import.meta.url), 'utf8'));
const texts = oracle.cases.map(({ text }) => text);

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

test('fp32 vectors are those of sentence-transformers', async () => {
  const vectors = await (await minilmEmbedder({ precision: 'fp32' })).embed(texts, 'passage');
  for (const [i, { vector }] of oracle.cases.entries()) expect(cosine(vectors[i]!, vector), texts[i]!).toBeGreaterThan(0.9999);
});

test('int8 vectors stay close, and are unit vectors', async () => {
  const embedder = await minilmEmbedder();
  const vectors = await embedder.embed(texts, 'passage');
  const cosines = oracle.cases.map(({ vector }, i) => cosine(vectors[i]!, vector));
  expect(Math.min(...cosines)).toBeGreaterThan(0.97);
  expect(cosines.reduce((sum, x) => sum + x, 0) / cosines.length).toBeGreaterThan(0.99);
  for (const vector of vectors) {
    expect(vector.length).toBe(embedder.dimensions);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  }
});

test.each(['int8', 'fp32'] as const)('%s: the vector of a text does not depend on its neighbours', async (precision) => {
  const embedder = await minilmEmbedder({ precision });
  const together = await embedder.embed(texts, 'passage');
  for (const [i, text] of texts.entries()) {
    const [alone] = await embedder.embed([text], 'query');
    expect(cosine(alone!, together[i]!)).toBeGreaterThan(0.9999);
  }
});

test('all of a long text counts', async () => {
  const embedder = await minilmEmbedder({ maxTokens: 64 });
  const filler = 'The weather was mild and the roads were dry. '.repeat(30);
  const [plain, changed] = await embedder.embed([filler, `${filler}Penguins live in Antarctica.`], 'passage');
  expect(cosine(plain!, changed!)).toBeLessThan(0.999);
});

test('texts of thousands come back in their order', async () => {
  const embedder = await minilmEmbedder();
  const many = Array.from({ length: 4500 }, (_, i) => String(i % 100));
  const seen: number[] = [];
  const vectors = await embedder.embed(many, 'passage', { onProgress: ({ done, total }) => seen.push(done / total!) });
  expect(vectors).toHaveLength(many.length);
  for (const i of [0, 99, 2047, 2048, 4499]) expect(cosine(vectors[i]!, vectors[i % 100]!)).toBeGreaterThan(0.9999);
  expect(cosine(vectors[7]!, vectors[8]!)).toBeLessThan(0.999);
  expect(seen.at(-1)).toBe(1);
});

test('rejects unknown options and sizes out of range', async () => {
  await expect(minilmEmbedder({ maxTokens: 1000 })).rejects.toMatchObject({
    code: 'invalid-config',
    message: expect.stringContaining('maxTokens'),
  });
  await expect(minilmEmbedder({ precision: 'fp16' } as never)).rejects.toMatchObject({ code: 'invalid-config' });
});

describe.skipIf(!process.env.RAG_DATA_DIR)('on real passages (RAG_DATA_DIR)', () => {
  test('int8 is within 1 % of fp32', async () => {
    const passages = (await readData<{ text: string }>('wiki_pool/passages')).filter((_, i) => i % 1700 === 7).map(({ text }) => text);
    const [int8, fp32] = await Promise.all(
      (['int8', 'fp32'] as const).map(async (precision) => (await minilmEmbedder({ precision })).embed(passages, 'passage')),
    );
    const cosines = passages.map((_, i) => cosine(int8![i]!, fp32![i]!)).sort((a, b) => a - b);
    expect(cosines.reduce((sum, x) => sum + x, 0) / cosines.length).toBeGreaterThan(0.994);
    expect(cosines[0]).toBeGreaterThan(0.97);
  }, 240_000);
});
