import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AccordError } from '../../errors.ts';
import { bertEncoder } from '../encoders/bert.ts';
import { readBertConfig } from '../encoders/bert-config.ts';
import { bertHeads } from '../encoders/heads.ts';
import { Graph } from '../graph.ts';
import { inferenceLayers } from '../layers.ts';
import { readModelWeights } from '../model-weights.ts';
import { checkVocabulary } from '../tokenizer/check-vocabulary.ts';
import type { PairTokenizer } from '../tokenizer/pair-tokenizer.ts';
import type { PairNetwork } from './pair-network.ts';
import type { PairSpec } from './pair-spec.ts';
import { sessionOptions } from './session-options.ts';

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
  const weights = readModelWeights(model);
  const findsSpans = weights.has('qa_outputs.weight') && tokenizer.encodeWithOffsets !== undefined;
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
  const session = await InferenceSession.create(graph.encode(), sessionOptions(threads));
  const positions = Int32Array.from({ length: maxTokens }, (_, i) => config.firstPosition + i);
  const secondType = config.tokenTypes > 1 ? 1 : 0;

  return {
    findsSpans,
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
      const logits = outputs[heads.logits.name]!.data as Float32Array;
      return heads.spans ? { logits, spans: outputs[heads.spans.name]!.data as Float32Array } : { logits };
    },
    release: () => session.release(),
  };
}
