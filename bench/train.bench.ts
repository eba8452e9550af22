import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseModel } from '../src/nn/encoders/base-model.ts';
import { readBertConfig } from '../src/nn/encoders/bert-config.ts';
import { Graph } from '../src/nn/graph.ts';
import { readSafetensors, writeSafetensors } from '../src/nn/safetensors.ts';
import { pairSequences } from '../src/nn/tokenizer/pair-sequences.ts';
import { Tokenizer } from '../src/nn/tokenizer/tokenizer.ts';
import { initialParameters } from '../src/nn/training/initialize.ts';
import { compile } from '../src/nn/training/program.ts';
import { train } from '../src/nn/training/train.ts';
import { trainingLayers } from '../src/nn/training/training-layers.ts';
import { passageText } from '../src/passage.ts';
import type { Example } from '../src/rerank/train/collate.ts';
import { rankingModel } from '../src/rerank/train/ranking-model.ts';
import { RankingObjective } from '../src/rerank/train/ranking-options.ts';
import { rankingFeeds } from '../src/rerank/train/ranking-targets.ts';
import { type Bench, interleave } from './bench.ts';
import { type PoolPassage, readData } from './data.ts';
import { Rival } from './rival.ts';

const threads = 2;
const maxTokens = 192;
const negatives = 3;
const dropout = 0.1;
const settings = { batchSize: 16, tokenBudget: 2048, learningRate: 5e-5, weightDecay: 0.01, clipNorm: 1, seed: 1 };
const steps = 3;
const rounds = 2;
const listwise = RankingObjective.parse({ objective: 'listwise' });

interface TrainRow {
  id: string;
  question: string;
  pos: string[];
  neg: string[];
}

interface Answer {
  seconds: number;
  loss: number;
}

/**
 * Fine-tuning the MiniLM encoder as a cross-encoder on Natural Questions, list-wise over one useful passage and three others: forward, backward, dropout,
 * clipping and AdamW, in real tokens. Word embeddings are frozen. All contenders start from the same weights and run the same micro-batches.
 */
export const bench: Bench = {
  name: 'train',
  unit: 'tokens/s',
  async run() {
    const directory = mkdtempSync(join(tmpdir(), 'accord-bench-'));
    const examples = await sample(steps * settings.batchSize);
    const tokens = examples.flatMap(({ lengths }) => lengths).reduce((sum, length) => sum + length, 0);

    const base = await baseModel();
    const config = readBertConfig(base.config);
    const heads = { labels: ['useful'], spans: false };
    const parameters = initialParameters({ weights: readSafetensors(base.weights), config, labels: [] }, heads, {
      frozenLayers: 0,
      seed: 1,
    });
    const start = new Map([...parameters].map(([name, { data }]) => [name, data.slice()]));
    await writeSafetensors(join(directory, 'start.safetensors'), parameters);
    const frozen = [...parameters].flatMap(([name, { trainable }]) => (trainable ? [] : [name]));
    const layers = trainingLayers(new Graph(), parameters, dropout);
    const program = await compile(layers.graph, { parameters, layers, ...rankingModel(layers, config, listwise), dropout, threads });

    const losses: Record<string, number> = {};
    let microBatches: Example[][] = [];
    let runs = 0;
    const ours = async () => {
      for (const [name, { data }] of parameters) data.set(start.get(name)!);
      microBatches = [];
      const task = {
        program,
        examples: () => examples,
        collate: (batch: readonly Example[], scale: number) => {
          microBatches.push([...batch]);
          return rankingFeeds(batch, listwise, scale);
        },
        config: {},
      };
      const result = await train(task, settings, { directory: join(directory, String(runs++)), checkpointMinutes: 60 });
      losses.ours = result.loss;
      return result.tokensPerSecond;
    };
    await ours();

    const request = { steps: inSteps(microBatches), list: 1 + negatives, ...settings };
    writeFileSync(join(directory, 'request.json'), JSON.stringify({ config: base.config, frozen, dropout, ...request }));
    const torch = await Rival.start('train_torch.py', { args: [directory], needs: 'bin/python' });
    const rival = (dtype: string) => async () => {
      if (!torch) return null;
      const { seconds, loss } = await torch.ask<Answer>({ dtype });
      losses[`PyTorch ${dtype}`] = loss;
      return tokens / seconds;
    };
    const contenders = { ours, 'PyTorch fp32': rival('fp32'), 'PyTorch bf16': rival('bf16') };
    const { ours: figure, ...rivals } = await interleave(contenders, { rounds });
    torch?.close();
    await program.release();
    rmSync(directory, { recursive: true });
    const padded = microBatches.reduce((sum, batch) => {
      const lengths = batch.flatMap((example) => example.lengths);
      return sum + lengths.length * Math.max(...lengths);
    }, 0);
    const detail = {
      steps,
      microBatches: microBatches.length,
      tokens,
      padding: 1 - tokens / padded,
      threads,
      /** Mean over the steps; all start from the same weights, dropout differs. */
      losses,
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    return { ours: figure!, rivals, detail };
  },
};

/** Questions with their passages, tokenised. */
async function sample(count: number): Promise<Example[]> {
  const tokenizer = Tokenizer.fromFile((await baseModel()).tokenizer);
  const all = await readData<TrainRow>('rerank_bm25/nq_train_qed');
  const rows = all.filter(({ pos, neg }) => pos.length > 0 && neg.length >= negatives);
  const chosen = Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
  const idsOf = ({ pos, neg }: TrainRow) => [pos[0]!, ...neg.slice(0, negatives)];
  const wanted = new Set(chosen.flatMap(idsOf));
  const passages = (await readData<PoolPassage>('wiki_pool/passages')).filter(({ id }) => wanted.has(id));
  const texts = new Map(passages.map((passage) => [passage.id, passageText(passage)]));
  return chosen.map((row) => {
    const candidates = idsOf(row).map((id, i) => {
      const [first] = pairSequences(tokenizer, row.question, texts.get(id)!, { maxTokens, maxQuestionTokens: 64, stride: 128 });
      return { ids: first!.ids, passageStart: first!.passageStart, textStart: first!.passageStart, positive: i === 0, spans: [] };
    });
    return { id: row.id, lengths: candidates.map(({ ids }) => ids.length), candidates };
  });
}

/** The micro-batches of each step, as token ids and where the passage begins, of one sequence after the other. */
function inSteps(microBatches: readonly Example[][]) {
  const out: { ids: number[]; passageStart: number }[][][] = [];
  let seen = 0;
  for (const batch of microBatches) {
    if (seen % settings.batchSize === 0) out.push([]);
    seen += batch.length;
    out.at(-1)!.push(batch.flatMap(({ candidates }) => candidates.map(({ ids, passageStart }) => ({ ids: [...ids], passageStart }))));
  }
  return out;
}
