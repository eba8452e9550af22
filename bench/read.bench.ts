import { extractiveReader } from '../src/reader/extractive-reader.ts';
import { shippedModel } from '../src/rerank/shipped-model.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { type Bench, interleave } from './bench.ts';
import { copies, maxTokens, rerankSample } from './rerank-sample.ts';

const questionCount = 32;
const passagesPerQuestion = 10;
const threads = 2;

/**
 * Ten passages a question, each read by itself for an answer with its evidence, question after question as users ask; the rival is our own
 * encoder over the same passages at once (`bench encode`): what reading costs beyond encoding. In real tokens, tokenisation included.
 */
export const bench: Bench = {
  name: 'read',
  unit: 'tokens/s',
  async run() {
    const model = shippedModel();
    if (model === undefined) throw new Error('The package has no model to read with.');
    const { tasks, tokens } = await rerankSample(questionCount, passagesPerQuestion);
    const reader = await extractiveReader({ model, maxTokens, threads });
    const embedder = await minilmEmbedder({ maxTokens, threads });
    const texts = tasks.flatMap(({ question, passages }) => passages.map(({ passage }) => `${question}\n${passage.text}`));
    const perSecond = async (work: () => Promise<unknown>) => {
      const begin = performance.now();
      await work();
      return (1000 * tokens) / (performance.now() - begin);
    };
    let claims = 0;
    const { ours, encode } = await interleave(
      {
        ours: () => {
          const fresh = copies(tasks);
          return perSecond(async () => {
            for (const task of fresh) claims += (await reader.read(task)).length;
          });
        },
        encode: () => perSecond(() => embedder.embed(texts, 'passage')),
      },
      { rounds: 2 },
    );
    return { ours: ours!, rivals: { encode: encode! }, detail: { passages: texts.length, tokens, threads, claims } };
  },
};
