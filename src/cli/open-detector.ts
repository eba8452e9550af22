import type { EntailmentJudge } from '../conflict/rules/conditions/entailment.ts';
import { AccordError } from '../errors.ts';
import { shippedDetector } from '../rerank/shipped-model.ts';

/**
 * The contradiction detector of a model directory; default: that of the package.
 * @throws AccordError `model-missing` where the package has none
 */
export async function openDetector(model = shippedDetector()): Promise<EntailmentJudge> {
  if (model === undefined) {
    throw new AccordError(
      'model-missing',
      'This package has no contradiction detector.',
      'Train one with rag train nli, and name it with --detector.',
    );
  }
  const { nliJudge } = await import('../conflict/nli/nli-judge.ts');
  return nliJudge({ model });
}
