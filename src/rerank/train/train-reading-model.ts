import { CollapseDetector } from '../../nn/training/collapse-detector.ts';
import { encoderProgram } from '../../nn/training/encoder-program.ts';
import type { Rng } from '../../nn/training/rng.ts';
import { type Evaluation, type TrainingResult, type TrainingRun, train } from '../../nn/training/train.ts';
import { collate, type Example } from './collate.ts';
import { sampleExample } from './examples.ts';
import { readTrainingRows } from './read-rows.ts';
import { readingLabels, readingModel } from './reading-model.ts';
import type { ReadingTrainingOptions, TrainingSource } from './reading-options.ts';
import type { TrainingRow } from './rows.ts';

export interface ReadingTrainingRun extends TrainingRun {
  /** Measures the model written to `output`, which the next evaluation overwrites. */
  evaluate?: ((modelDirectory: string, signal?: AbortSignal) => Promise<Evaluation>) | undefined;
  /** Where the model is written. */
  output: string;
}

/**
 * Trains a cross-encoder on rows of questions with positive and negative passages, and writes it as a model directory.
 *
 * @throws AccordError as {@link train} and {@link readTrainingRows}
 */
export async function trainReadingModel(options: ReadingTrainingOptions, run: ReadingTrainingRun): Promise<TrainingResult> {
  const { heads: kind, sources, maxTokens, maxQuestionTokens, titleDropout, base, dropout, frozenLayers, ...training } = options;
  const heads = kind === 'ranker' ? { labels: ['useful'], spans: false } : { labels: readingLabels, spans: true };
  const counts = await Promise.all(sources.map((source) => countRows(source, run.signal)));
  const { program, tokenizer, start, save } = await encoderProgram(
    { ...heads, base, maxTokens, frozenLayers, dropout, seed: training.seed },
    (layers, config) => readingModel(layers, config, heads),
  );
  const accord = { maxTokens: Math.max(maxTokens, inferenceTokens), training: options };
  const detector = new CollapseDetector({ grace: 2048 });
  const { evaluate, output, ...where } = run;
  try {
    const result = await train<Example>(
      {
        program,
        // Rows are read anew each epoch: only the sequences that it trains on are kept.
        async examples(_, rng) {
          const examples: Example[] = [];
          for (const [i, source] of sources.entries()) {
            const drawn = drawRows(counts[i]!, source.rows, rng);
            let index = 0;
            for await (const row of trainedRows(source, run.signal)) {
              if (!drawn.has(index++)) continue;
              const { negatives } = source;
              examples.push(sampleExample(tokenizer, row, { negatives, maxTokens, maxQuestionTokens, titleDropout }, rng));
            }
          }
          return examples;
        },
        collate: (batch, scale) => collate(batch, heads, scale),
        inspect: (batch, results) => inspect(detector, batch, results['logit.useful']!),
        ...(evaluate && {
          evaluate: async (signal?: AbortSignal) => {
            await save(output, accord);
            return evaluate(output, signal);
          },
        }),
        config: {
          ...start,
          heads: kind,
          sources,
          maxTokens,
          maxQuestionTokens,
          titleDropout,
          dropout,
          frozenLayers,
          rows: counts,
        },
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

/** Sequences may be longer when the model is used than when it was trained. */
const inferenceTokens = 256;

/** How many rows a source trains on, all of them checked. */
async function countRows(source: TrainingSource, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for await (const _ of trainedRows(source, signal)) count++;
  return count;
}

async function* trainedRows({ path, holdOut }: TrainingSource, signal?: AbortSignal): AsyncGenerator<TrainingRow> {
  let index = 0;
  for await (const row of readTrainingRows(path, { signal })) {
    if (holdOut === undefined || index % holdOut !== 0) yield row;
    index++;
  }
}

/** Which rows of a source an epoch uses. */
function drawRows(count: number, limit: number | undefined, rng: Rng): { has(index: number): boolean } {
  return limit === undefined || limit >= count ? { has: () => true } : new Set(rng.shuffle(Array(count).keys()).slice(0, limit));
}

/** Shows the detector the scores of each question's passages. */
function inspect(detector: CollapseDetector, batch: readonly Example[], scores: Float32Array): string | undefined {
  let at = 0;
  for (const { candidates } of batch) {
    const own = [...scores.subarray(at, at + candidates.length)];
    at += candidates.length;
    const [right, wrong] = [true, false].map((positive) => own.filter((_, i) => candidates[i]!.positive === positive));
    if (wrong!.length === 0) continue;
    const reason = detector.observe(right!, wrong!);
    if (reason) return reason;
  }
  return undefined;
}
