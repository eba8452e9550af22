import { AccordError } from '../../errors.ts';
import { loadPairModel, type PairModel, type PairModelOptions } from '../../nn/pair-model.ts';
import type { EntailmentJudge } from '../rules/conditions/entailment.ts';
import { nliLabels } from './nli-labels.ts';

/**
 * What a trained contradiction detector makes of a premise and a hypothesis: the probabilities of entailment and contradiction, by soft-max over
 * its three labels.
 *
 * @throws AccordError as {@link loadPairModel}, `unsupported-format`: not a model of entailment, neutral and contradiction
 *
 * @example
 * const judge = await nliJudge({ model: 'models/minilm-nli' });
 * const { contradiction } = await judge('The act was signed in 1999.', 'The act was signed in 2001.');
 */
export async function nliJudge({ model: given, ...options }: { model: string | PairModel } & PairModelOptions): Promise<EntailmentJudge> {
  const model = typeof given === 'string' ? await loadPairModel(given, options) : given;
  const missing = nliLabels.filter((label) => !model.directory.files.labels.includes(label));
  if (missing.length > 0) {
    throw new AccordError(
      'unsupported-format',
      `The model ${model.id} has no output ${missing.map((label) => `"${label}"`).join(', ')}: it detects no contradictions.`,
      'Name a model that rag train nli has trained.',
    );
  }
  return async (premise, hypothesis, signal) => {
    const passage = { id: 'premise', text: premise, document: { id: 'premise' }, metadata: {} };
    const [reading] = await model.read(hypothesis, [passage], { signal });
    const logits = nliLabels.map((label) => reading!.logits[label]!);
    const highest = Math.max(...logits);
    const odds = logits.map((logit) => Math.exp(logit - highest));
    const total = odds.reduce((sum, value) => sum + value, 0);
    return { entailment: odds[0]! / total, contradiction: odds[2]! / total };
  };
}
