import { z } from 'zod';
import { AccordError, throwIfAborted } from '../errors.ts';
import { loadPairModel, type PairModel, PairModelOptions, type PairReading } from '../nn/pair-model.ts';
import type { ScoredPassage } from '../passage.ts';
import { Combinations, logitAlone, logOdds } from './combine.ts';
import type { RankOptions, Reranker } from './reranker.ts';

export const CrossEncoderOptions = PairModelOptions.extend({
  minUseful: z.number().min(0).max(1).default(0).describe('Passages less likely to help are left out; 0 keeps all'),
});
export type CrossEncoderOptions = z.input<typeof CrossEncoderOptions>;

/** What the rank model's first output is called in directories that the trainer writes. */
const usefulLabel = 'useful';

/**
 * A reranker that reads question and passage together. `model` is a model directory: one of ours, or a BERT cross-encoder as
 * sentence-transformers and transformers save it; or one that is already loaded, whose options count. Passages longer than the model's window count as much as their best window.
 *
 * @throws AccordError `invalid-config`; `model-missing`; `unsupported-format`: no such model, or not one that ranks
 *
 * @example
 * const reranker = await crossEncoder({ model: 'models/minilm-reranker' });
 * const best = await reranker.rank('Who wrote Fidelio?', passages, { topN: 5 });
 */
export async function crossEncoder({ model: given, ...options }: { model: string | PairModel } & CrossEncoderOptions): Promise<Reranker> {
  const parsed = CrossEncoderOptions.safeParse(options);
  if (!parsed.success) {
    throw new AccordError(
      'invalid-config',
      `Options of the reranker: ${z.prettifyError(parsed.error)}`,
      'Correct the options named above.',
    );
  }
  const { minUseful, ...modelOptions } = parsed.data;
  const model = typeof given === 'string' ? await loadPairModel(given, modelOptions) : given;
  const label = scoreLabel(model);
  const combinations = parseCombinations(model);
  return {
    id: `cross-encoder(${model.id})`,
    async rank(query: string, passages: readonly ScoredPassage[], { topN = passages.length, signal }: RankOptions = {}) {
      checkRequest(query, topN);
      throwIfAborted(signal);
      const readings = await model.read(
        query,
        passages.map(({ passage }) => passage),
        { signal },
      );
      if (passages.length === 0) return [];
      const byLogit = ranked(passages, 'logit', (i) => logitOf(readings[i]!, label, passages[i]!));
      const odds = logOdds(byLogit, combinations) ?? logOdds(byLogit, logitAlone)!;
      return ranked(byLogit, 'useful', (i) => sigmoid(odds[i]!))
        .filter(({ scores }) => scores.useful! >= minUseful)
        .slice(0, topN);
    },
  };
}

/** A pure ranker has one output, whatever its name; others must say which. */
function scoreLabel({ id, directory }: PairModel): string {
  const { labels } = directory.files;
  if (labels.length === 1) return labels[0]!;
  if (labels.includes(usefulLabel)) return usefulLabel;
  throw new AccordError(
    'unsupported-format',
    `The model ${id} has the outputs ${labels.join(', ')}; none is a score of usefulness.`,
    `Use a model with one output, or with one named "${usefulLabel}" in id2label of its config.json.`,
  );
}

/** How logit and first-stage scores combine, from the model's config.json; without it, the logit counts alone. */
function parseCombinations({ directory: { combine, files } }: PairModel): Combinations {
  if (combine === undefined) return logitAlone;
  const parsed = Combinations.safeParse(combine);
  if (parsed.success) return parsed.data;
  throw new AccordError(
    'unsupported-format',
    `${files.config}: accord.combine: ${z.prettifyError(parsed.error)}`,
    'Train the model again, or remove the section.',
  );
}

function checkRequest(query: string, topN: number): void {
  if (query.trim() === '') throw new AccordError('invalid-input', 'The question is empty.', 'Ask in at least one word.');
  if (!Number.isInteger(topN) || topN < 0) {
    throw new AccordError('invalid-input', `topN is ${topN}.`, 'topN is a whole number, how many passages to return.');
  }
}

function logitOf({ logits }: PairReading, label: string, { passage }: ScoredPassage): number {
  const logit = logits[label]!;
  if (Number.isFinite(logit)) return logit;
  throw new AccordError(
    'unsupported-format',
    `The model gave ${logit} for passage "${passage.id}".`,
    'Its weights are broken: train or download it again.',
  );
}

/** Copies by falling score, with score and rank under `stage`. */
function ranked(passages: readonly ScoredPassage[], stage: 'logit' | 'useful', scoreOf: (index: number) => number): ScoredPassage[] {
  return passages
    .map(({ passage, scores, ranks }, i) => ({ passage, scores: { ...scores, [stage]: scoreOf(i) }, ranks: { ...ranks } }))
    .sort((a, b) => b.scores[stage]! - a.scores[stage]!)
    .map((scored, i) => ({ ...scored, ranks: { ...scored.ranks, [stage]: i + 1 } }));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
