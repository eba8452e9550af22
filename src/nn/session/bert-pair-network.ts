import { Tensor } from 'onnxruntime-node';
import { AccordError } from '../../errors.ts';
import { bertEncoder } from '../encoders/bert.ts';
import { type BertConfig, readBertConfig } from '../encoders/bert-config.ts';
import { bertHeads } from '../encoders/heads.ts';
import { Graph } from '../graph.ts';
import { inferenceLayers } from '../layers.ts';
import type { Precision } from '../linear.ts';
import type { PairModelFiles } from '../model-directory.ts';
import { readModelWeights } from '../model-weights.ts';
import { checkVocabulary } from '../tokenizer/check-vocabulary.ts';
import type { PairTokenizer } from '../tokenizer/pair-tokenizer.ts';
import type { PairNetwork } from './pair-network.ts';
import type { PairSpec } from './pair-spec.ts';
import { preparedSession } from './prepared-session.ts';

/** Far below any attention score, and far from overflow. */
const masked = -1e4;

/** A BERT or RoBERTa cross-encoder built from safetensors. Spans need a tokenizer that tells offsets. */
export async function bertPairNetwork({ model, precision, maxTokens, threads }: PairSpec, tokenizer: PairTokenizer): Promise<PairNetwork> {
  const config = readBertConfig(model.config);
  checkVocabulary(model, tokenizer.vocabularySize, config.vocabularySize);
  const longest = config.maxPositions - config.firstPosition;
  if (maxTokens > longest) {
    throw new AccordError(
      'invalid-config',
      `maxTokens is ${maxTokens}, but the model in ${model.directory} reads at most ${longest}.`,
      `Lower maxTokens to ${longest}.`,
    );
  }
  const files = [model.weights, model.config, model.tokenizer, ...(model.baseWeights ? [model.baseWeights] : [])];
  const alignable = tokenizer.encodeWithOffsets !== undefined;
  const build = () => pairGraph(model, precision, config, alignable);
  const session = await preparedSession(
    { files, precision, settings: ['pairs', model.labels.length, model.ranges, alignable], build },
    threads,
  );
  const [logitsName, spansName] = session.outputNames as [string, string?];
  const positions = Int32Array.from({ length: maxTokens }, (_, i) => config.firstPosition + i);
  const secondType = config.tokenTypes > 1 ? 1 : 0;

  return {
    findsSpans: spansName !== undefined,
    async run(batch, width) {
      const rows = batch.length;
      const ids = new Int32Array(rows * width);
      const types = new Int32Array(rows * width);
      const mask = new Float32Array(rows * width).fill(masked);
      let padded = false;
      for (const [row, sequence] of batch.entries()) {
        const length = sequence.ids.length;
        for (let i = 0; i < length; i++) {
          ids[i * rows + row] = sequence.ids[i]!;
          types[i * rows + row] = i < sequence.passageStart ? 0 : secondType;
        }
        mask.fill(0, row * width, row * width + length);
        padded ||= length < width;
      }
      const outputs = await session.run({
        ids: new Tensor('int32', ids, [width, rows]),
        types: new Tensor('int32', types, [width, rows]),
        positions: new Tensor('int32', positions.subarray(0, width), [width, 1]),
        padded: new Tensor('bool', [padded], []),
        mask: new Tensor('float32', mask, [rows, 1, 1, width]),
      });
      const logits = outputs[logitsName]!.data as Float32Array;
      return spansName === undefined ? { logits } : { logits, spans: outputs[spansName]!.data as Float32Array };
    },
    release: () => session.release(),
  };
}

/** Its outputs are logits and, where the model finds answers in a text whose tokens can be located, spans. */
function pairGraph(model: PairModelFiles, precision: Precision, config: BertConfig, alignable: boolean): Uint8Array {
  const weights = readModelWeights(model);
  const findsSpans = alignable && weights.has('qa_outputs.weight');
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
    { ...config, labels: model.labels.length, spans: findsSpans },
    states,
  );
  graph.output(heads.logits);
  if (heads.spans) graph.output(heads.spans);
  return graph.encode();
}
