import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { AccordError } from '../errors.ts';
import type { Passage } from '../passage.ts';
import type { LongRunning } from '../progress.ts';
import type { ModelDirectory } from './model-directory.ts';
import { loadModelDirectory } from './model-directory.ts';
import { inferenceWorker } from './session/inference-worker.ts';
import { type PairInput, type PairSpec, spanSize } from './session/pair-spec.ts';
import { pairDefaults } from './tokenizer/pair-sequences.ts';

export const PairModelOptions = z.strictObject({
  precision: z.enum(['int8', 'fp32']).default('int8').describe('int8 is faster and nearly as exact; fp32 is the reference'),
  maxTokens: z
    .int()
    .min(16)
    .max(512)
    .optional()
    .describe('Longer pairs are read in windows of so many tokens; default: as trained, else 256'),
  maxAnswerTokens: z.int().min(1).max(256).default(30).describe('The longest answer, in tokens'),
  threads: z.int().min(1).max(64).optional().describe('Threads of the model; default: the cores, at most 8'),
});
export type PairModelOptions = z.input<typeof PairModelOptions>;

/** A stretch of a passage's text, in UTF-16 code units, with the sum of its start and end logit: comparable across passages of one question. */
interface AnswerSpan {
  start: number;
  end: number;
  score: number;
}

/** What the model makes of a passage for a question. */
export interface PairReading {
  /** The classifier's logits, by label. */
  logits: Readonly<Record<string, number>>;
  /** Best first, none overlapping another; empty for a model without span scores. */
  spans: readonly AnswerSpan[];
}

/** A cross-encoder in the inference worker; rerankers and readers of one model share it. */
export interface PairModel {
  /** Name and precision. */
  readonly id: string;
  readonly directory: ModelDirectory;
  /** Whether it finds answers. */
  readonly findsSpans: boolean;
  /**
   * Reads passages for a question; one reading each, in their order. Passages that were just read for the same question are not read again.
   * @throws AccordError `aborted`
   */
  read(question: string, passages: readonly Passage[], options?: LongRunning): Promise<PairReading[]>;
  /** Frees the model, for all who share it. */
  close(): void;
}

const open = new Map<string, Promise<PairModel>>();

/**
 * Loads a model directory into the inference worker. The same directory with the same options is loaded once, so that a reranker and a
 * reader that name it share its passes.
 *
 * @throws AccordError `invalid-config`; `model-missing`; `unsupported-format`: truncated or foreign weights, another tokenizer, another architecture
 */
export async function loadPairModel(path: string, options: PairModelOptions = {}): Promise<PairModel> {
  const parsed = PairModelOptions.safeParse(options);
  if (!parsed.success) {
    throw new AccordError('invalid-config', `Options of the model: ${z.prettifyError(parsed.error)}`, 'Correct the options named above.');
  }
  const { precision, maxTokens, maxAnswerTokens, threads = Math.min(availableParallelism(), 8) } = parsed.data;
  const directory = await loadModelDirectory(path, precision);
  const spec: PairSpec = {
    ...pairDefaults,
    kind: 'pairs',
    model: directory.files,
    precision,
    maxTokens: maxTokens ?? directory.maxTokens,
    maxAnswerTokens,
    threads,
  };
  const key = JSON.stringify(spec);
  const known = open.get(key);
  if (known) return known;
  const model = create(directory, spec);
  open.set(key, model);
  // A model that could not be loaded is tried anew by the next caller.
  model.catch(() => open.delete(key));
  return model;
}

async function create(directory: ModelDirectory, spec: PairSpec): Promise<PairModel> {
  const labels = directory.files.labels;
  const run = async (
    question: string,
    passages: readonly Pick<Passage, 'title' | 'text'>[],
    options: LongRunning,
  ): Promise<PairReading[]> => {
    const inputs = passages.map(({ title, text }): PairInput => ({ question, title, text }));
    // A person waits for the answer.
    const outputs = await inferenceWorker.run(spec, inputs, { ...options, urgent: true, stage: 'read' });
    return outputs.map((output) => reading(output, labels));
  };
  // Loads the model, and shows whether it scores spans.
  const [probe] = await run('a', [{ text: 'a' }], {});
  const lastReadings = new WeakMap<Passage, { question: string; reading: PairReading }>();
  return {
    id: `${directory.name}/${spec.precision}`,
    directory,
    findsSpans: probe!.spans.length > 0,
    async read(question, passages, options = {}) {
      const known = passages.map((passage) => {
        const last = lastReadings.get(passage);
        return last?.question === question ? last.reading : undefined;
      });
      const unread = passages.filter((_, i) => !known[i]);
      const readings = unread.length > 0 ? await run(question, unread, options) : [];
      for (const [i, passage] of unread.entries()) lastReadings.set(passage, { question, reading: readings[i]! });
      let next = 0;
      return known.map((reading) => reading ?? readings[next++]!);
    },
    close() {
      open.delete(JSON.stringify(spec));
      inferenceWorker.release(spec);
    },
  };
}

function reading(output: Float32Array, labels: readonly string[]): PairReading {
  const spans: AnswerSpan[] = [];
  for (let i = labels.length; i < output.length; i += spanSize) {
    spans.push({ score: output[i]!, start: output[i + 1]!, end: output[i + 2]! });
  }
  return { logits: Object.fromEntries(labels.map((label, i) => [label, output[i]!])), spans };
}
