import { expect, test } from 'vitest';
import { tinyModel } from '../../test/tiny-model.ts';
import { measureRanges } from './calibrate.ts';
import { readBertConfig } from './encoders/bert-config.ts';
import { loadModelDirectory } from './model-directory.ts';
import { readModelWeights } from './model-weights.ts';
import { PairTask } from './session/pair-task.ts';
import { pairDefaults } from './tokenizer/pair-sequences.ts';

const { files } = await loadModelDirectory(tinyModel);
const spec = { ...pairDefaults, kind: 'pairs', model: files, precision: 'fp32', maxTokens: 64, threads: 1, maxAnswerTokens: 8 } as const;
const exact = await PairTask.create(spec);
const sequences = ['the river runs to the sea', 'an opera', 'who is it?', 'a b c d e f', 'it is far to the town; the sea is near'].flatMap(
  (text) => exact.sequences({ question: 'where is the sea', text }),
);
const ranges = await measureRanges(readModelWeights(files), readBertConfig(files.config), sequences);

test('one range for each activation of the encoder, around zero', () => {
  expect(Object.keys(ranges)).toEqual([
    'embeddings.LayerNorm',
    ...[0, 1].flatMap((layer) => [
      `encoder.layer.${layer}.attention.context`,
      `encoder.layer.${layer}.attention.output.LayerNorm`,
      `encoder.layer.${layer}.gelu`,
      ...(layer === 0 ? ['encoder.layer.0.output.LayerNorm'] : []),
    ]),
  ]);
  for (const [low, high] of Object.values(ranges)) {
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  }
});

test('with them int8 scores are near, and the same in every batch', async () => {
  const int8 = await PairTask.create({ ...spec, precision: 'int8', model: { ...files, ranges } });
  const together = await int8.run(sequences);
  for (const [i, sequence] of sequences.entries()) {
    const [alone] = await int8.run([sequence]);
    const [right] = await exact.run([sequence]);
    for (let label = 0; label < files.labels.length; label++) {
      expect(together[i]![label]).toBeCloseTo(alone![label]!, 5);
      expect(Math.abs(together[i]![label]! - right![label]!)).toBeLessThan(0.15);
    }
  }
});
