import { expect, test } from 'vitest';
import { minilmEmbedder } from './minilm-embedder.ts';

test('rejects unknown options and sizes out of range', async () => {
  await expect(minilmEmbedder({ maxTokens: 1000 })).rejects.toMatchObject({
    code: 'invalid-config',
    message: expect.stringContaining('maxTokens'),
  });
  await expect(minilmEmbedder({ precision: 'fp16' } as never)).rejects.toMatchObject({ code: 'invalid-config' });
});

test('an empty text has a unit vector', async () => {
  const embedder = await minilmEmbedder();
  const [vector] = await embedder.embed([''], 'passage');
  expect(vector!.length).toBe(embedder.dimensions);
  expect(Math.hypot(...vector!)).toBeCloseTo(1, 5);
});
