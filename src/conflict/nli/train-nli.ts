import { joinPair } from '../../nn/tokenizer/pair-sequences.ts';
import type { TrainingResult } from '../../nn/training/train.ts';
import { type EncoderTrainingRun, trainEncoder } from '../../nn/training/train-encoder.ts';
import { readRowsAs } from '../../rerank/train/read-rows.ts';
import { nliLabels } from './nli-labels.ts';
import { collateNli, type NliExample, nliModel } from './nli-model.ts';
import { NliRow, type NliTrainingOptions } from './nli-options.ts';

/**
 * Trains a contradiction detector on premise–hypothesis pairs, and writes it as a model directory.
 * @throws AccordError as {@link trainEncoder} and {@link readRowsAs}
 */
export async function trainNli(options: NliTrainingOptions, run: EncoderTrainingRun): Promise<TrainingResult> {
  const { sources, ...training } = options;
  const { maxTokens } = options;
  const pools: NliRow[][] = [];
  for (const { path } of sources) pools.push(await readNliRows(path, run.signal));
  const limits = { maxTokens, maxQuestionTokens: Math.floor(maxTokens / 2), stride: maxTokens };
  return trainEncoder<NliExample>(
    {
      heads: { labels: nliLabels, spans: false },
      build: nliModel,
      examples: (tokenizer, rng) =>
        sources.flatMap(({ rows }, i) => {
          const drawn = rows === undefined ? pools[i]! : rng.shuffle(pools[i]!).slice(0, rows);
          return drawn.map(({ id, premise, hypothesis, label }): NliExample => {
            const { ids, passageStart } = joinPair(tokenizer, tokenizer.encode(hypothesis), tokenizer.encode(premise), limits)[0]!;
            return { id, label, ids, passageStart, lengths: [ids.length] };
          });
        }),
      collate: collateNli,
      config: { sources, rows: pools.map(({ length }) => length) },
      accord: { maxTokens, training: options },
    },
    training,
    run,
  );
}

/** All pairs of a file. */
export async function readNliRows(path: string, signal?: AbortSignal): Promise<NliRow[]> {
  const rows: NliRow[] = [];
  for await (const row of readRowsAs(NliRow, path, { signal })) rows.push(row);
  return rows;
}
