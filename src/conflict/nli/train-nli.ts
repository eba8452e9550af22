import { z } from 'zod';
import { joinPair } from '../../nn/tokenizer/pair-sequences.ts';
import { encoderProgram } from '../../nn/training/encoder-program.ts';
import { type Evaluation, type TrainingResult, type TrainingRun, train } from '../../nn/training/train.ts';
import { TrainingOptions } from '../../nn/training/training-options.ts';
import { readRowsAs } from '../../rerank/train/read-rows.ts';
import { collateNli, type NliExample, nliLabels, nliModel } from './nli-model.ts';

/** A pair of sentences, and what the premise says of the hypothesis. */
export const NliRow = z.object({
  id: z.string(),
  premise: z.string().min(1, 'the premise is empty'),
  hypothesis: z.string().min(1, 'the hypothesis is empty'),
  label: z.enum(nliLabels),
});
export type NliRow = z.infer<typeof NliRow>;

export const NliTrainingOptions = TrainingOptions.extend({
  sources: z
    .array(z.strictObject({ path: z.string(), rows: z.int().positive().optional().describe('Rows drawn each epoch; default: all') }))
    .min(1),
  maxTokens: z.int().min(16).max(512).default(128).describe('Longer pairs are cut'),
  dropout: z.number().min(0).max(0.9).default(0.1).describe('Share of activations that are dropped at random, against overfitting'),
  frozenLayers: z.int().min(0).default(0).describe('How many of the lowest layers stay as they are: faster, and less is learned'),
});
export type NliTrainingOptions = z.infer<typeof NliTrainingOptions>;

export interface NliTrainingRun extends TrainingRun {
  /** Measures the model written to `output`, which the next evaluation overwrites. */
  evaluate?: ((modelDirectory: string, signal?: AbortSignal) => Promise<Evaluation>) | undefined;
  /** Where the model is written. */
  output: string;
}

/**
 * Trains a contradiction detector from the base encoder on premise–hypothesis pairs, and writes it as a model directory.
 * @throws AccordError as {@link train} and {@link readRowsAs}
 */
export async function trainNli(options: NliTrainingOptions, run: NliTrainingRun): Promise<TrainingResult> {
  const { sources, maxTokens, dropout, frozenLayers, ...training } = options;
  const pools: NliRow[][] = [];
  for (const { path } of sources) {
    const rows: NliRow[] = [];
    for await (const row of readRowsAs(NliRow, path, { signal: run.signal })) rows.push(row);
    pools.push(rows);
  }
  const { program, tokenizer, save } = await encoderProgram(
    { labels: nliLabels, spans: false, frozenLayers, dropout, seed: training.seed },
    nliModel,
  );
  const limits = { maxTokens, maxQuestionTokens: Math.floor(maxTokens / 2), stride: maxTokens };
  const accord = { maxTokens, training: options };
  const { evaluate, output, ...where } = run;
  try {
    const result = await train<NliExample>(
      {
        program,
        examples: (_, rng) =>
          sources.flatMap(({ rows }, i) => {
            const drawn = rows === undefined ? pools[i]! : rng.shuffle(pools[i]!).slice(0, rows);
            return drawn.map(({ id, premise, hypothesis, label }): NliExample => {
              const { ids, passageStart } = joinPair(tokenizer, tokenizer.encode(hypothesis), tokenizer.encode(premise), limits)[0]!;
              return { id, label, ids, passageStart, lengths: [ids.length] };
            });
          }),
        collate: collateNli,
        ...(evaluate && {
          evaluate: async (signal?: AbortSignal) => {
            await save(output, accord);
            return evaluate(output, signal);
          },
        }),
        config: { sources, maxTokens, dropout, frozenLayers, rows: pools.map(({ length }) => length) },
      },
      training,
      where,
    );
    await save(output, accord);
    return result;
  } finally {
    await program.release();
  }
}
