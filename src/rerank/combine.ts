import { z } from 'zod';
import type { ScoredPassage } from '../passage.ts';

/** Scores that say how useful a passage is: the cross-encoder's logit, the cosine, and the BM25 score as a share of the list's highest. */
const features = ['logit', 'dense', 'bm25'] as const;
export type Feature = (typeof features)[number];

/** Log-odds that a passage helps: weights of the features named, and a bias. Fitted on held-out questions. */
export const Combination = z
  .strictObject({ features: z.array(z.enum(features)).min(1), weights: z.array(z.number()), bias: z.number() })
  .refine(({ features: names, weights }) => names.length === weights.length, 'as many weights as features');
export type Combination = z.infer<typeof Combination>;

/** For lists with all first-stage scores, and for those of one retriever alone; the first whose features a list has is used. */
export const Combinations = z.array(Combination).min(1);
export type Combinations = z.infer<typeof Combinations>;

/** Without fitted weights, the logit itself is taken for the log-odds. */
export const logitAlone: Combinations = [{ features: ['logit'], weights: [1], bias: 0 }];

/** Log-odds of each passage, by the first combination all of whose features the list has; undefined where there is none. */
export function logOdds(passages: readonly ScoredPassage[], combinations: Combinations): number[] | undefined {
  const columns = new Map(features.map((feature) => [feature, column(passages, feature)]));
  const fitting = combinations.find((combination) => combination.features.every((feature) => columns.get(feature)));
  if (!fitting) return undefined;
  return passages.map((_, row) =>
    fitting.features.reduce((sum, feature, i) => sum + fitting.weights[i]! * columns.get(feature)![row]!, fitting.bias),
  );
}

/**
 * A feature of every passage of a list; undefined where no passage has it. A passage that BM25 did not find has score 0, one without a
 * vector the lowest cosine of the list.
 */
export function column(passages: readonly Pick<ScoredPassage, 'scores'>[], feature: Feature): number[] | undefined {
  const given = passages.flatMap(({ scores }) => scores[feature] ?? []);
  if (given.length === 0) return undefined;
  const lowest = given.reduce((a, b) => Math.min(a, b));
  if (feature !== 'bm25') return passages.map(({ scores }) => scores[feature] ?? lowest);
  const highest = given.reduce((a, b) => Math.max(a, b));
  return passages.map(({ scores }) => (highest > 0 ? (scores.bm25 ?? 0) / highest : 0));
}
