import { encoderProgram } from '../src/nn/training/encoder-program.ts';
import { Rng } from '../src/nn/training/rng.ts';
import type { Example } from '../src/rerank/train/collate.ts';
import { rankingModel } from '../src/rerank/train/ranking-model.ts';
import { RankingObjective } from '../src/rerank/train/ranking-options.ts';
import { rankingFeeds } from '../src/rerank/train/ranking-targets.ts';
import { type Bench, type Contender, interleave } from './bench.ts';

const questions = 4;
const passages = 4;
const tokens = 128;
const heads = { labels: ['useful'], spans: false };

/** A micro-batch forward and backward by multiple-gradient descent, against one loss alone and against fixed weights. */
export const bench: Bench = {
  name: 'joint training, micro-batch of 2,048 tokens',
  unit: 'ms',
  async run() {
    const contenders = {
      'mgda-normalised': await contender({ objective: 'joint', weights: 'mgda-normalised' }),
      'joint, fixed weights': await contender({ objective: 'joint', weights: 'fixed' }),
      'point-wise alone': await contender({ objective: 'pointwise' }),
    };
    const { 'mgda-normalised': ours, ...rivals } = await interleave(contenders, { rounds: 9, warmup: 1 });
    return { ours: ours!, rivals, detail: { questions, passages, tokens } };
  },
};

async function contender(options: Partial<RankingObjective>): Promise<Contender> {
  const objective = RankingObjective.parse(options);
  const { program } = await encoderProgram({ ...heads, maxTokens: tokens, dropout: 0.1, frozenLayers: 0, seed: 1 }, (layers, config) =>
    rankingModel(layers, config, objective),
  );
  const feeds = rankingFeeds(examples(), objective, 1 / questions);
  return async () => {
    program.zero();
    const started = performance.now();
    await program.run(feeds, 1);
    return performance.now() - started;
  };
}

/** Random tokens; two passages of a question help. */
function examples(): Example[] {
  const rng = Rng.of(3);
  return Array.from({ length: questions }, (_, q) => ({
    id: String(q),
    lengths: Array(passages).fill(tokens),
    candidates: Array.from({ length: passages }, (_, p) => ({
      ids: Int32Array.from({ length: tokens }, () => 1000 + rng.below(20_000)),
      passageStart: 16,
      textStart: 16,
      spans: [],
      degree: 1 - p / 2,
      positive: p < 2,
    })),
  }));
}
