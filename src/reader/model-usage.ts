import type { Generation, Likelihood, ModelFallback, TokenCounts } from '../llm/language-model.ts';

/** What did not go as asked of a language model, and was done otherwise. */
export type ReadingFallback =
  | ModelFallback
  /** The reply had no structure that could be read; a second request brought it. */
  | 'repaired'
  /** The reply had no structure, and the second neither: it was read as prose. */
  | 'unstructured'
  /** The model declined; there is no answer. */
  | 'refused'
  | 'empty-reply'
  /** The reply went round in circles up to its greatest length. */
  | 'repetition'
  /** The model's context had no room for all passages: the least useful were left out, or the only one cut. */
  | 'passages-dropped'
  /** A follow-up question could not be rewritten, and was asked as it is. */
  | 'history-unused';

/** What a language model was asked for one question. */
export interface ModelUsage {
  requests: number;
  /** How many of them a cache answered, at no cost. */
  cached: number;
  /** Of the requests that were not cached. */
  tokens: TokenCounts;
  /** Each once, in the order in which they came up. */
  fallbacks: ReadingFallback[];
}

export function noUsage(): ModelUsage {
  return { requests: 0, cached: 0, tokens: { prompt: 0, completion: 0 }, fallbacks: [] };
}

export function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  return {
    requests: a.requests + b.requests,
    cached: a.cached + b.cached,
    tokens: { prompt: a.tokens.prompt + b.tokens.prompt, completion: a.tokens.completion + b.tokens.completion },
    fallbacks: [...new Set([...a.fallbacks, ...b.fallbacks])],
  };
}

/** All together; null where there is none. */
export function sumUsage(usages: readonly (ModelUsage | null | undefined)[]): ModelUsage | null {
  return usages.reduce<ModelUsage | null>((sum, usage) => (usage ? addUsage(sum ?? noUsage(), usage) : sum), null);
}

export function usageOfReply({ tokens, cached = false, fallbacks = [] }: Generation): ModelUsage {
  return { requests: 1, cached: Number(cached), tokens: cached ? noUsage().tokens : tokens, fallbacks: [...fallbacks] };
}

export function usageOfLikelihood({ tokens, cached = false }: Likelihood): ModelUsage {
  return { requests: 1, cached: Number(cached), tokens: cached ? noUsage().tokens : { prompt: tokens, completion: 0 }, fallbacks: [] };
}
