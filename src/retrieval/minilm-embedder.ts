import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { AccordError } from '../errors.ts';
import { baseModel } from '../nn/encoders/base-model.ts';
import { inferenceWorker } from '../nn/session/inference-worker.ts';
import type { Embedder } from './embedder.ts';

export const MinilmOptions = z.strictObject({
  precision: z.enum(['int8', 'fp32']).default('int8').describe('int8 is faster and nearly as exact; fp32 is the reference'),
  maxTokens: z.int().min(16).max(512).default(256).describe('Longer texts are read in windows of so many tokens'),
  threads: z.int().min(1).max(64).optional().describe('Threads of the model; default: the cores, at most 8'),
});
export type MinilmOptions = z.input<typeof MinilmOptions>;

/** Equal names, equal vectors: int8 with signed weights, which came out differently on processors without VNNI, was "int8". */
const numbers = { int8: 'uint8', fp32: 'fp32' };

/** Neighbouring windows share a quarter, so that no sentence is only seen cut in two. */
const strideShare = 0.75;

/**
 * The built-in embedder: all-MiniLM-L6-v2, 384 dimensions, mean pooling, unit length. Texts longer than the window are read in
 * overlapping windows, whose token-weighted mean is taken. An empty text has a defined vector, that of [CLS] [SEP].
 * @throws AccordError `invalid-config`, `model-missing`
 */
export async function minilmEmbedder(options: MinilmOptions = {}): Promise<Embedder> {
  const parsed = MinilmOptions.safeParse(options);
  if (!parsed.success) {
    throw new AccordError(
      'invalid-config',
      `Options of the embedder: ${z.prettifyError(parsed.error)}`,
      'Correct the options named above.',
    );
  }
  const { precision, maxTokens, threads = Math.min(availableParallelism(), 8) } = parsed.data;
  const stride = Math.round((maxTokens - 2) * strideShare);
  const task = { kind: 'encode' as const, model: await baseModel(), precision, maxTokens, stride, threads };
  return {
    id: `all-MiniLM-L6-v2/${numbers[precision]}/mean/${maxTokens}-${stride}`,
    dimensions: 384,
    embed(texts, kind, { signal, onProgress } = {}) {
      return inferenceWorker.run(task, texts, { urgent: kind === 'query', stage: 'encode', signal, onProgress });
    },
    // The thread and its sessions are shared by the whole process.
    async close() {},
  };
}
