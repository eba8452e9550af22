import { expect } from 'vitest';
import type { BertConfig } from '../../src/nn/encoders/bert-config.ts';
import type { Parameters } from '../../src/nn/training/parameters.ts';
import { Rng } from '../../src/nn/training/rng.ts';
import type { Example } from '../../src/rerank/train/collate.ts';

export const smallConfig: BertConfig = {
  type: 'bert',
  firstPosition: 0,
  hiddenSize: 12,
  heads: 3,
  layers: 2,
  intermediateSize: 16,
  vocabularySize: 30,
  maxPositions: 16,
  tokenTypes: 2,
  layerNormEpsilon: 1e-12,
};

/** A small encoder with weights large enough that every path matters; the word embeddings train too. */
export function smallParameters({ labels, spans }: { labels: number; spans: boolean }): Parameters {
  const { hiddenSize: h, intermediateSize: wide } = smallConfig;
  const shapes: [string, number[]][] = [
    ['embeddings.word_embeddings.weight', [30, h]],
    ['embeddings.position_embeddings.weight', [16, h]],
    ['embeddings.token_type_embeddings.weight', [2, h]],
    ['embeddings.LayerNorm.weight', [h]],
    ['embeddings.LayerNorm.bias', [h]],
    ...Array.from({ length: smallConfig.layers }, (_, i) => `encoder.layer.${i}`).flatMap((layer): [string, number[]][] => [
      ...['self.query', 'self.key', 'self.value', 'output.dense'].flatMap((name): [string, number[]][] => [
        [`${layer}.attention.${name}.weight`, [h, h]],
        [`${layer}.attention.${name}.bias`, [h]],
      ]),
      ...['attention.output.LayerNorm', 'output.LayerNorm'].flatMap((name): [string, number[]][] => [
        [`${layer}.${name}.weight`, [h]],
        [`${layer}.${name}.bias`, [h]],
      ]),
      [`${layer}.intermediate.dense.weight`, [wide, h]],
      [`${layer}.intermediate.dense.bias`, [wide]],
      [`${layer}.output.dense.weight`, [h, wide]],
      [`${layer}.output.dense.bias`, [h]],
    ]),
    ['pooler.dense.weight', [h, h]],
    ['pooler.dense.bias', [h]],
    ['classifier.weight', [labels, h]],
    ['classifier.bias', [labels]],
    ...(spans
      ? ([
          ['qa_outputs.weight', [2, h]],
          ['qa_outputs.bias', [2]],
        ] as [string, number[]][])
      : []),
  ];
  const rng = Rng.of(1);
  return new Map(
    shapes.map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const center = name.endsWith('LayerNorm.weight') ? 1 : 0;
      return [name, { shape, data: Float32Array.from({ length: size }, () => center + 0.6 * (rng.float() - 0.5)), trainable: true }];
    }),
  );
}

/** Expects the gradients found, where they are largest and so stand out from rounding, to be the slopes of the loss. */
export async function expectCentralDifferences(
  weights: Parameters,
  found: ReadonlyMap<string, Float32Array>,
  loss: () => Promise<number>,
): Promise<void> {
  for (const [name, gradient] of found) {
    const { data } = weights.get(name)!;
    const largest = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]!) - Math.abs(gradient[a]!)).slice(0, 2);
    for (const i of largest) {
      const value = data[i]!;
      const step = 1e-2;
      data[i] = value + step;
      const above = await loss();
      data[i] = value - step;
      const below = await loss();
      data[i] = value;
      const slope = (above - below) / (2 * step);
      expect(Math.abs(gradient[i]! - slope), `${name}[${i}]: ${gradient[i]} against ${slope}`).toBeLessThan(0.03 * Math.abs(slope) + 2e-3);
    }
  }
}

/** A question with a passage that holds its answer and one that does not. */
export const spanExample: Example = {
  id: 'span',
  lengths: [7, 6],
  candidates: [
    { ids: Int32Array.of(1, 5, 2, 7, 8, 9, 2), passageStart: 3, textStart: 3, positive: true, spans: [{ start: 4, end: 5 }] },
    { ids: Int32Array.of(1, 5, 2, 10, 11, 2), passageStart: 3, textStart: 3, positive: false, spans: [] },
  ],
};
