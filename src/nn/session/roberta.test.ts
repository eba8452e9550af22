import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { crossEncoder } from '../../rerank/cross-encoder.ts';
import { loadModelDirectory } from '../model-directory.ts';
import { pairDefaults } from '../tokenizer/pair-sequences.ts';
import { PairTask } from './pair-task.ts';

const fixtures = fileURLToPath(new URL('../../../test/oracles/cross-encoder/fixtures/', import.meta.url));
const { models } = JSON.parse(readFileSync(join(fixtures, 'roberta-scores.json'), 'utf8')) as {
  models: Record<string, { question: string; passage: string; ids: number[]; logits: number[] }[]>;
};

describe.each(Object.keys(models))('%s: ids and scores are those of transformers', (name) => {
  const directory = join(fixtures, name);

  test.each(['fp32', 'int8'] as const)('%s', async (precision) => {
    const { files, maxTokens } = await loadModelDirectory(directory);
    expect(maxTokens).toBe(96);
    const task = await PairTask.create({
      ...pairDefaults,
      kind: 'pairs',
      model: files,
      precision,
      maxTokens,
      threads: 1,
      maxAnswerTokens: 8,
    });
    const windows = models[name]!.flatMap(({ question, passage }) => task.sequences({ question, text: passage }));
    expect(windows.map(({ ids }) => [...ids])).toEqual(models[name]!.map(({ ids }) => ids));
    const scores = (await task.run(windows)).map(([logit]) => logit!);
    for (const [i, { logits }] of models[name]!.entries()) {
      expect(Math.abs(scores[i]! - logits[0]!)).toBeLessThan(precision === 'fp32' ? 1e-4 : 0.2);
    }
    await task.release();
  });

  test('windows of a long passage fit the positions', async () => {
    const reranker = await crossEncoder({ model: directory });
    const passage = { id: 'long', text: 'The river runs to the sea. '.repeat(40), document: { id: 'long' }, metadata: {} };
    const [ranked] = await reranker.rank('where', [{ passage, scores: {}, ranks: {} }]);
    expect(ranked!.scores.logit).toBeTypeOf('number');
  });
});
