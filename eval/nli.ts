import { availableParallelism } from 'node:os';
import { type NliLabel, nliLabels } from '../src/conflict/nli/nli-labels.ts';
import type { NliRow } from '../src/conflict/nli/nli-options.ts';
import { loadModelDirectory } from '../src/nn/model-directory.ts';
import { InferenceWorker } from '../src/nn/session/inference-worker.ts';
import type { PairInput, PairSpec } from '../src/nn/session/pair-spec.ts';
import { pairDefaults } from '../src/nn/tokenizer/pair-sequences.ts';
import type { LongRunning } from '../src/progress.ts';

export interface NliReport {
  pairs: number;
  accuracy: number;
  /** Of a model that sees the hypothesis without its premise: what of the accuracy is owed to cues in the claim alone. */
  hypothesisOnly: number;
  /** Of always giving the most frequent label. */
  majority: number;
  /** How often a label is found where it is right, and right where it is found. */
  labels: Partial<Record<NliLabel, { recall: number; precision: number }>>;
}

/**
 * Three-way accuracy of a model directory; pairs of two-way sets count all the same, `neutral` being wrong for each. The premise is replaced by an
 * empty text for `hypothesisOnly`.
 */
export async function evaluateNli(modelDirectory: string, pairs: readonly NliRow[], options: LongRunning = {}): Promise<NliReport> {
  const right = pairs.map(({ label }) => label);
  const found = await classify(modelDirectory, pairs, options);
  const blind = await classify(
    modelDirectory,
    pairs.map((pair) => ({ ...pair, premise: '' })),
    options,
  );
  const share = (count: number, of: number): number => (of > 0 ? count / of : 0);
  const counts = nliLabels.map((label) => right.filter((other) => other === label).length);
  return {
    pairs: pairs.length,
    accuracy: share(right.filter((label, i) => label === found[i]).length, pairs.length),
    hypothesisOnly: share(right.filter((label, i) => label === blind[i]).length, pairs.length),
    majority: share(Math.max(...counts), pairs.length),
    labels: Object.fromEntries(
      nliLabels
        .filter((_, i) => counts[i]! > 0)
        .map((label) => {
          const both = right.filter((other, i) => other === label && found[i] === label).length;
          return [
            label,
            {
              recall: share(both, right.filter((other) => other === label).length),
              precision: share(both, found.filter((other) => other === label).length),
            },
          ];
        }),
    ),
  };
}

async function classify(
  modelDirectory: string,
  pairs: readonly Pick<NliRow, 'premise' | 'hypothesis'>[],
  options: LongRunning,
): Promise<NliLabel[]> {
  const directory = await loadModelDirectory(modelDirectory);
  const spec: PairSpec = {
    ...pairDefaults,
    kind: 'pairs',
    model: directory.files,
    precision: 'int8',
    maxTokens: directory.maxTokens,
    maxAnswerTokens: 1,
    threads: Math.min(availableParallelism(), 8),
  };
  const worker = new InferenceWorker();
  try {
    const inputs = pairs.map(({ premise, hypothesis }): PairInput => ({ question: hypothesis, text: premise }));
    const outputs = await worker.run(spec, inputs, { ...options, stage: 'evaluate' });
    return outputs.map((logits) => nliLabels[logits.indexOf(Math.max(...logits))]!);
  } finally {
    await worker.close();
  }
}
