import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AccordError } from '../../errors.ts';
import { bertEncoder } from '../encoders/bert.ts';
import { readBertConfig } from '../encoders/bert-config.ts';
import { bertHeads } from '../encoders/heads.ts';
import { Graph } from '../graph.ts';
import { inferenceLayers } from '../layers.ts';
import type { Precision } from '../linear.ts';
import type { PairModelFiles } from '../model-directory.ts';
import { readModelWeights } from '../model-weights.ts';
import { joinPair, type PairOptions, type PairSequence } from '../tokenizer/pair-sequences.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { bestSpans } from './best-spans.ts';
import { sessionOptions } from './session-options.ts';
import type { Task } from './task.ts';

/** (question, passage) pairs to the logits of a classifier and, where the model has them, the best answer spans. */
export interface PairSpec extends PairOptions {
  kind: 'pairs';
  model: PairModelFiles;
  precision: Precision;
  threads: number;
  /** The longest answer, in tokens. */
  maxAnswerTokens: number;
}

export interface PairInput {
  question: string;
  /** Read before the text; never part of an answer. */
  title?: string | undefined;
  text: string;
}

/** A window together with where its tokens stand in the passage's text, negative in its title. */
interface Window extends PairSequence {
  starts?: Int32Array;
  ends?: Int32Array;
}

/** Spans given for a passage, none overlapping another. */
export const spansPerPassage = 3;
/** A span's numbers in an output: score, start, end. */
export const spanSize = 3;

/** Far below any attention score, and far from overflow. */
const masked = -1e4;

/**
 * The output of an input: the classifier's logits, of the window where the first of them is highest, then the best spans over all windows: score
 * (start logit + end logit), start and end in UTF-16 code units of the text. A model without span scores gives logits alone.
 */
export class PairTask implements Task<PairInput> {
  readonly batchTokens = 1280;
  private readonly positions: Int32Array;

  private constructor(
    private readonly spec: PairSpec,
    private readonly tokenizer: Tokenizer,
    private readonly session: InferenceSession,
    private readonly spans: boolean,
  ) {
    this.positions = Int32Array.from({ length: spec.maxTokens }, (_, i) => i);
  }

  static async create(spec: PairSpec): Promise<PairTask> {
    const { model, precision, maxTokens, threads } = spec;
    const config = readBertConfig(model.config);
    const tokenizer = Tokenizer.fromFile(model.tokenizer);
    if (tokenizer.vocabularySize > config.vocabularySize) {
      throw new AccordError(
        'unsupported-format',
        `${model.tokenizer} has ${tokenizer.vocabularySize} tokens, the model in ${model.directory} ${config.vocabularySize}.`,
        'Use the tokenizer.json that belongs to the model.',
      );
    }
    if (maxTokens > config.maxPositions) {
      throw new AccordError(
        'invalid-config',
        `maxTokens is ${maxTokens}, but the model in ${model.directory} reads at most ${config.maxPositions}.`,
        `Lower maxTokens to ${config.maxPositions}.`,
      );
    }
    const weights = readModelWeights(model);
    const spans = weights.has('qa_outputs.weight');
    const graph = new Graph();
    const states = bertEncoder(inferenceLayers(graph, weights, { precision, ranges: model.ranges }), config, {
      ids: graph.input('ids', 'int32', ['length', 'batch']),
      types: graph.input('types', 'int32', ['length', 'batch']),
      positions: graph.input('positions', 'int32', ['length', 1]),
      padded: graph.input('padded', 'bool', []),
      mask: graph.input('mask', 'float32', ['batch', 1, 1, 'length']),
    });
    // The heads cost next to nothing, so they stay exact.
    const heads = bertHeads(
      inferenceLayers(graph, weights, { precision: 'fp32' }),
      { hiddenSize: config.hiddenSize, labels: model.labels.length, spans },
      states,
    );
    graph.output(heads.logits);
    if (heads.spans) graph.output(heads.spans);
    return new PairTask(spec, tokenizer, await InferenceSession.create(graph.encode(), sessionOptions(threads)), spans);
  }

  release(): Promise<void> {
    return this.session.release();
  }

  sequences({ question, title, text }: PairInput): Window[] {
    const asked = this.tokenizer.encode(question);
    const heading = title ? `${title}\n` : '';
    if (!this.spans) return joinPair(this.tokenizer, asked, this.tokenizer.encode(heading + text), this.spec);
    const { ids, starts, ends } = this.tokenizer.encodeWithOffsets(heading + text);
    for (let i = 0; i < ids.length; i++) {
      starts[i]! -= heading.length;
      ends[i]! -= heading.length;
    }
    return joinPair(this.tokenizer, asked, ids, this.spec).map((sequence) => ({ ...sequence, starts, ends }));
  }

  /** The logits of each sequence, then the start and end score of each token of its window. */
  async run(batch: readonly PairSequence[]): Promise<Float32Array[]> {
    const rows = batch.length;
    const width = batch.reduce((most, { ids }) => Math.max(most, ids.length), 0);
    const ids = new Int32Array(rows * width);
    const types = new Int32Array(rows * width);
    const mask = new Float32Array(rows * width).fill(masked);
    let padded = false;
    for (const [row, sequence] of batch.entries()) {
      const length = sequence.ids.length;
      for (let i = 0; i < length; i++) {
        ids[i * rows + row] = sequence.ids[i]!;
        types[i * rows + row] = i < sequence.passageStart ? 0 : 1;
      }
      mask.fill(0, row * width, row * width + length);
      padded ||= length < width;
    }
    const outputs = await this.session.run({
      ids: new Tensor('int32', ids, [width, rows]),
      types: new Tensor('int32', types, [width, rows]),
      positions: new Tensor('int32', this.positions.subarray(0, width), [width, 1]),
      padded: new Tensor('bool', [padded], []),
      mask: new Tensor('float32', mask, [rows, 1, 1, width]),
    });
    const labels = this.spec.model.labels.length;
    const logits = outputs.classifier!.data as Float32Array;
    const scores = outputs.qa_outputs?.data as Float32Array | undefined;
    return batch.map(({ ids: sequence, passageStart }, row) => {
      const own = logits.slice(row * labels, (row + 1) * labels);
      if (!scores) return own;
      const tokens = sequence.length - passageStart - 1;
      const out = new Float32Array(labels + 2 * tokens);
      out.set(own);
      for (let i = 0; i < tokens; i++) {
        const at = 2 * ((passageStart + i) * rows + row);
        out[labels + i] = scores[at]!;
        out[labels + tokens + i] = scores[at + 1]!;
      }
      return out;
    });
  }

  combine(results: Float32Array[], windows: readonly Window[]): Float32Array {
    const labels = this.spec.model.labels.length;
    let best = results[0]!;
    for (const result of results) if (result[0]! > best[0]!) best = result;
    if (!this.spans) return best;
    const spans = windows.flatMap((window, i) => this.answerSpans(results[i]!.subarray(labels), window));
    spans.sort((a, b) => b.score - a.score);
    const chosen: typeof spans = [];
    for (const span of spans) {
      // Neighbouring windows see the same tokens.
      if (chosen.some((other) => span.start < other.end && span.end > other.start)) continue;
      if (chosen.push(span) === spansPerPassage) break;
    }
    return Float32Array.of(...best.subarray(0, labels), ...chosen.flatMap(({ score, start, end }) => [score, start, end]));
  }

  /** The best spans of one window, in UTF-16 code units of the text. */
  private answerSpans(scores: Float32Array, { tokenStart, starts, ends }: Window): { score: number; start: number; end: number }[] {
    const tokens = scores.length / 2;
    let first = 0;
    while (first < tokens && starts![tokenStart + first]! < 0) first++;
    return bestSpans(scores.subarray(first, tokens), scores.subarray(tokens + first), this.spec.maxAnswerTokens, spansPerPassage).map(
      ({ score, start, end }) => ({
        score,
        start: starts![tokenStart + first + start]!,
        end: ends![tokenStart + first + end]!,
      }),
    );
  }
}
