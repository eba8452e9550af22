import { type ConflictClaim, reliability } from './claim.ts';
import type { Policy } from './policy.ts';

/** What speaks for an answer. */
export interface Evidence {
  /** Log-odds of independent voices among passages and instructions. */
  context: number;
  /** Log-odds of the model's memory. */
  memory: number;
  /** How many independent voices of passages there are. */
  voices: number;
}

/**
 * Log-odds that a voice of this reliability adds to its answer against each of `falseAnswers` wrong ones: ln(n·r / (1 − r)), never below 0.
 *
 * Source: vote count of a source, Dong, Berti-Équille and Srivastava, Integrating conflicting data: the role of source dependence, VLDB 2009,
 * section 4.
 */
export function voteWeight(reliability: number, { ceiling, falseAnswers }: Pick<Policy, 'ceiling' | 'falseAnswers'>): number {
  const bounded = Math.min(reliability, ceiling);
  return bounded <= 0 ? 0 : Math.max(0, Math.log((falseAnswers * bounded) / (1 - bounded)));
}

/** Sums the votes for one answer; of claims of one voice the strongest counts. Claims in a fixed order, as sums of floats depend on it. */
export function weigh(claims: Iterable<ConflictClaim>, policy: Policy): Evidence {
  const context = new Map<string, number>();
  const memory = new Map<string, number>();
  for (const claim of claims) {
    const votes = claim.level === 'parametric' ? memory : context;
    const voice = voiceOf(claim, policy);
    votes.set(voice, Math.max(votes.get(voice) ?? 0, voteWeight(reliability(claim), policy)));
  }
  const sum = (votes: Map<string, number>) => [...votes.values()].reduce((total, vote) => total + vote, 0);
  return { context: sum(context), memory: sum(memory), voices: context.size };
}

/** Claims of unknown origin cannot be shown to be independent: together they are one voice. */
function voiceOf({ level, cluster, source, document, evidence }: ConflictClaim, { independence }: Policy): string {
  if (level === 'parametric') return 'memory';
  if (cluster !== undefined) return `cluster ${cluster}`;
  if (independence === 'source' && source !== undefined) return `source ${source}`;
  if (independence !== 'passage' && document !== undefined) return `document ${document}`;
  const [first] = evidence;
  return first ? `passage ${first.passageId}` : `unknown ${source ?? ''}`;
}

/**
 * What context and memory are multiplied by at a setting of the dial: both 1 in the middle, one of them falling to 0 at its end. The
 * ratio rises with the dial, so a question answered from context at one setting is so at every higher one.
 */
export function dialWeights(dial: number): { context: number; memory: number } {
  return { context: Math.min(1, 2 * dial), memory: Math.min(1, 2 * (1 - dial)) };
}

/**
 * The probability of each answer where one is right: soft-max over the log-odds and over the wrong answers nobody states, whose log-odds are 0.
 *
 * Source: Dong et al. 2009, equation 3, with as many values as are stated where those are more than `falseAnswers` + 1.
 */
export function probabilities(scores: readonly number[], falseAnswers: number): number[] {
  const unstated = Math.max(0, falseAnswers + 1 - scores.length);
  const highest = Math.max(0, ...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const total = odds.reduce((sum, value) => sum + value, 0) + unstated * Math.exp(-highest);
  return odds.map((value) => value / total);
}
