import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { baseModel } from '../src/nn/encoders/base-model.ts';
import { Tokenizer } from '../src/nn/tokenizer/tokenizer.ts';
import { passageText } from '../src/passage.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { type Bench, interleave } from './bench.ts';
import { type PoolPassage, readData } from './data.ts';
import { Rival, rivalsDir } from './rival.ts';

const passageCount = 640;
const maxTokens = 256;
const threads = 2;

interface Answer {
  seconds: number;
  first: number[];
}

/** Passages of the wiki pool that fit the window whole, from text to vectors, tokenisation included; in real tokens, [CLS] and [SEP] among them. */
export const bench: Bench = {
  name: 'encode',
  unit: 'tokens/s',
  async run() {
    const { texts, tokens } = await sample();
    const fp32 = await minilmEmbedder({ precision: 'fp32', maxTokens, threads });
    const int8 = await minilmEmbedder({ maxTokens, threads });
    const exact = (await fp32.embed([texts[0]!], 'passage'))[0]!;
    const cosines: Record<string, number> = {};
    const ours = (embedder: typeof int8, name: string) => async () => {
      const begin = performance.now();
      const vectors = await embedder.embed(texts, 'passage');
      cosines[name] = dot(vectors[0]!, exact);
      return (1000 * tokens) / (performance.now() - begin);
    };

    const model = join(rivalsDir, 'models/all-MiniLM-L6-v2');
    exportModel(model);
    const torch = await Rival.start('encode_torch.py', { needs: 'bin/python' });
    const transformers = await Rival.start('encode_transformers.mjs', { args: [model], needs: 'node_modules/@huggingface/transformers' });
    const rival = (process: Rival | null, name: string, request: { dtype: string; batch: number }) => async () => {
      if (!process) return null;
      const { seconds, first } = await process.ask<Answer>({ texts, ...request });
      cosines[name] = dot(first, exact);
      return tokens / seconds;
    };
    const contenders = {
      ours: ours(int8, 'ours'),
      'ours fp32': ours(fp32, 'ours fp32'),
      ...Object.fromEntries(
        [
          { name: 'transformers.js q8', process: transformers, dtype: 'q8', batch: 16 },
          { name: 'transformers.js fp32', process: transformers, dtype: 'fp32', batch: 16 },
          { name: 'sentence-transformers fp32', process: torch, dtype: 'fp32', batch: 32 },
          { name: 'sentence-transformers bf16', process: torch, dtype: 'bf16', batch: 32 },
        ].map(({ name, process, ...request }) => [name, rival(process, name, request)]),
      ),
    };
    const { ours: figure, 'ours fp32': fp32Figure, ...rivals } = await interleave(contenders, { rounds: 2 });
    torch?.close();
    transformers?.close();
    const detail = {
      passages: texts.length,
      tokens,
      threads,
      oursFp32: fp32Figure,
      /** Of the first passage's vector with ours in fp32: all do the same work. */
      cosines,
    };
    return { ours: figure!, rivals, detail };
  },
};

async function sample(): Promise<{ texts: string[]; tokens: number }> {
  const tokenizer = Tokenizer.fromFile((await baseModel()).tokenizer);
  const length = (text: string) => tokenizer.encode(text).length + 2;
  const all = (await readData<PoolPassage>('wiki_pool/passages')).map(passageText);
  const step = Math.floor(all.length / passageCount / 1.2);
  const texts = all.filter((text, i) => i % step === 0 && length(text) <= maxTokens).slice(0, passageCount);
  return { texts, tokens: texts.reduce((sum, text) => sum + length(text), 0) };
}

function exportModel(directory: string): void {
  const python = join(rivalsDir, 'bin/python');
  if (existsSync(join(directory, 'onnx/model_quantized.onnx')) || !existsSync(python)) return;
  const env = { ...process.env, HF_HUB_OFFLINE: '1' };
  execFileSync(python, [join(import.meta.dirname, 'rivals/encode_export.py'), directory], { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
