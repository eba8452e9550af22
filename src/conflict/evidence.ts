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

/** Nothing is impossible. */
const least = 1e-6;

/**
 * Log-odds that a voice of this reliability gives its answer against each of `falseAnswers` wrong ones: ln(n·r / (1 − r)).
 *
 * Source: vote count of a source, Dong, Berti-Équille and Srivastava, Integrating conflicting data: the role of source dependence, VLDB 2009,
 * section 4.
 */
export function voteWeight(reliability: number, { ceiling, falseAnswers }: Pick<Policy, 'ceiling' | 'falseAnswers'>): number {
  const bounded = Math.max(least, Math.min(reliability, ceiling));
  return Math.log((falseAnswers * bounded) / (1 - bounded));
}

/**
 * Sums the votes for one answer; of claims of one voice the strongest counts. A voice less likely than a
 * wrong answer takes nothing from others; where it is the answer's only one, the answer is as unlikely as it says. Claims in a fixed order, as sums of floats
 * depend on it.
 */
export function weigh(claims: Iterable<ConflictClaim>, policy: Policy): Evidence {
  const context = new Map<string, number>();
  const memory = new Map<string, number>();
  for (const claim of claims) {
    const votes = claim.level === 'parametric' ? memory : context;
    const voice = voiceOf(claim, policy);
    const ceiling = claim.echo ? Math.min(policy.ceiling, policy.echoCeiling) : policy.ceiling;
    const vote = voteWeight(reliability(claim), { ...policy, ceiling });
    votes.set(voice, Math.max(votes.get(voice) ?? Number.NEGATIVE_INFINITY, vote));
  }
  const sum = (votes: Map<string, number>) => [...votes.values()].reduce((total, vote) => total + Math.max(0, vote), 0);
  const strongest = Math.max(...context.values());
  const alone = memory.size === 0 && context.size > 0 && strongest < 0;
  return { context: alone ? strongest : sum(context), memory: sum(memory), voices: context.size };
}

/** Claims of unknown origin cannot be shown to be independent: together they are one voice. */
function voiceOf({ level, echo, cluster, source, document, evidence }: ConflictClaim, { independence }: Policy): string {
  if (level === 'parametric') return 'memory';
  if (echo) return 'echo of the question';
  if (cluster !== undefined) return `cluster ${cluster}`;
  if (independence === 'source' && source !== undefined) return `source ${source}`;
  if (independence !== 'passage' && document !== undefined) return `document ${document}`;
  const [first] = evidence;
  return first ? `passage ${first.passageId}` : `unknown ${source ?? ''}`;
}

/** At the ends of the dial no evidence outweighs it. */
const end = 1e-6;

/**
 * Log-odds that a setting of the dial adds to what only passages say, against what memory says: 2 ln(d / (1 − d)), 0 in the middle. The dial is how much
 * worse it is to ignore a right passage than to follow a wrong one: odds of 81 at .9, so that eleven settings span what claims can differ by.
 */
export function dialShift(dial: number): number {
  const bounded = Math.min(1 - end, Math.max(end, dial));
  return 2 * Math.log(bounded / (1 - bounded));
}

/** An answer's log-odds at a setting of the dial. What passages and memory agree on counts by whichever of the two the dial favours. */
export function dialled({ context, memory, voices }: Evidence, shift: number): number {
  if (voices === 0) return memory;
  return context + (memory > 0 ? Math.max(memory, shift) : shift);
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
