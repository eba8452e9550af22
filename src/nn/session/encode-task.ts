import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelFiles } from '../encoders/base-model.ts';
import { bertEncoder } from '../encoders/bert.ts';
import { type BertConfig, readBertConfig } from '../encoders/bert-config.ts';
import { Graph } from '../graph.ts';
import { inferenceLayers } from '../layers.ts';
import type { Precision } from '../linear.ts';
import { readSafetensors } from '../safetensors.ts';
import { loadPairTokenizer, type PairTokenizer } from '../tokenizer/pair-tokenizer.ts';
import { windows } from '../tokenizer/windows.ts';
import { preparedSession } from './prepared-session.ts';
import type { Sequence, Task } from './task.ts';

/** Texts to unit vectors: mean of the token states, over all windows of a long text. */
export interface EncodeSpec {
  kind: 'encode';
  model: ModelFiles;
  precision: Precision;
  /** Window size in tokens, [CLS] and [SEP] included. */
  maxTokens: number;
  /** Tokens from one window's start to the next one's. */
  stride: number;
  threads: number;
}

/** Far below any attention score, and far from overflow. */
const masked = -1e4;

export class EncodeTask implements Task<string> {
  /** Measured: docs/BENCHMARKS.md, encode. */
  readonly batchTokens = 768;
  private readonly positions: Int32Array;

  private constructor(
    private readonly spec: EncodeSpec,
    private readonly tokenizer: PairTokenizer,
    private readonly session: InferenceSession,
    private readonly dimensions: number,
  ) {
    this.positions = Int32Array.from({ length: spec.maxTokens }, (_, i) => i);
  }

  static async create(spec: EncodeSpec): Promise<EncodeTask> {
    const { precision, model } = spec;
    const config = readBertConfig(model.config);
    const session = await preparedSession(
      { files: [model.weights, model.config], precision, settings: ['encode', model.ranges], build: () => encoderGraph(spec, config) },
      spec.threads,
    );
    return new EncodeTask(spec, await loadPairTokenizer(model.tokenizer), session, config.hiddenSize);
  }

  release(): Promise<void> {
    return this.session.release();
  }

  sequences(text: string): Sequence[] {
    const { classId, separatorId } = this.tokenizer;
    const ids = this.tokenizer.encode(text);
    const room = this.spec.maxTokens - 2;
    const spans = ids.length > 0 ? windows(ids.length, room, this.spec.stride) : [{ start: 0, end: 0 }];
    return spans.map(({ start, end }) => {
      const sequence = new Int32Array(end - start + 2);
      sequence[0] = classId;
      sequence.set(ids.subarray(start, end), 1);
      sequence[sequence.length - 1] = separatorId;
      return { ids: sequence };
    });
  }

  /** The sum of each sequence's token states. */
  async run(batch: readonly Sequence[]): Promise<Float32Array[]> {
    const rows = batch.length;
    const width = batch.reduce((most, { ids }) => Math.max(most, ids.length), 0);
    const ids = new Int32Array(rows * width);
    const mask = new Float32Array(rows * width).fill(masked);
    const tokens = new Float32Array(rows * width);
    let padded = false;
    for (const [row, sequence] of batch.entries()) {
      const length = sequence.ids.length;
      for (let i = 0; i < length; i++) ids[i * rows + row] = sequence.ids[i]!;
      mask.fill(0, row * width, row * width + length);
      tokens.fill(1, row * width, row * width + length);
      padded ||= length < width;
    }
    const { sum } = await this.session.run({
      ids: new Tensor('int32', ids, [width, rows]),
      positions: new Tensor('int32', this.positions.subarray(0, width), [width, 1]),
      padded: new Tensor('bool', [padded], []),
      mask: new Tensor('float32', mask, [rows, 1, 1, width]),
      tokens: new Tensor('float32', tokens, [rows, 1, width]),
    });
    const sums = sum!.data as Float32Array;
    return batch.map((_, row) => sums.slice(row * this.dimensions, (row + 1) * this.dimensions));
  }

  /** The unit vector in the direction of the sum: what the mean over all tokens of all windows has, too. */
  combine(sums: Float32Array[]): Float32Array {
    const out = new Float32Array(this.dimensions);
    for (const sum of sums) for (let i = 0; i < out.length; i++) out[i]! += sum[i]!;
    let square = 0;
    for (const x of out) square += x * x;
    const scale = 1 / Math.max(Math.sqrt(square), 1e-12);
    for (let i = 0; i < out.length; i++) out[i]! *= scale;
    return out;
  }
}

function encoderGraph({ model, precision }: EncodeSpec, config: BertConfig): Uint8Array {
  const graph = new Graph();
  const inputs = {
    ids: graph.input('ids', 'int32', ['length', 'batch']),
    positions: graph.input('positions', 'int32', ['length', 1]),
    padded: graph.input('padded', 'bool', []),
    mask: graph.input('mask', 'float32', ['batch', 1, 1, 'length']),
  };
  const layers = inferenceLayers(graph, readSafetensors(model.weights), { precision, ranges: model.ranges });
  const states = bertEncoder(layers, config, inputs);
  const tokens = graph.input('tokens', 'float32', ['batch', 1, 'length']);
  graph.output(graph.apply('FusedMatMul', 'sum', [tokens, states], { transBatchB: { int: 1 }, alpha: { float: 1 } })[0]);
  return graph.encode();
}
