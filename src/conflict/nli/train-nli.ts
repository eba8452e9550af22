import { joinPair } from '../../nn/tokenizer/pair-sequences.ts';
import { encoderProgram } from '../../nn/training/encoder-program.ts';
import { type Evaluation, type TrainingResult, type TrainingRun, train } from '../../nn/training/train.ts';
import { readRowsAs } from '../../rerank/train/read-rows.ts';
import { nliLabels } from './nli-labels.ts';
import { collateNli, type NliExample, nliModel } from './nli-model.ts';
import { NliRow, type NliTrainingOptions } from './nli-options.ts';

export interface NliTrainingRun extends TrainingRun {
  /** Measures the model written to `output`, which the next evaluation overwrites. */
  evaluate?: ((modelDirectory: string, signal?: AbortSignal) => Promise<Evaluation>) | undefined;
  /** Where the model is written. */
  output: string;
}

/**
 * Trains a contradiction detector on premise–hypothesis pairs, and writes it as a model directory.
 * @throws AccordError as {@link train} and {@link readRowsAs}
 */
export async function trainNli(options: NliTrainingOptions, run: NliTrainingRun): Promise<TrainingResult> {
  const { sources, maxTokens, base, dropout, frozenLayers, ...training } = options;
  const pools: NliRow[][] = [];
  for (const { path } of sources) pools.push(await readNliRows(path, run.signal));
  const { program, tokenizer, start, save } = await encoderProgram(
    { labels: nliLabels, spans: false, base, maxTokens, frozenLayers, dropout, seed: training.seed },
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
        config: { ...start, sources, maxTokens, dropout, frozenLayers, rows: pools.map(({ length }) => length) },
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

/** All pairs of a file. */
export async function readNliRows(path: string, signal?: AbortSignal): Promise<NliRow[]> {
  const rows: NliRow[] = [];
  for await (const row of readRowsAs(NliRow, path, { signal })) rows.push(row);
  return rows;
}
