import type { LanguageModel } from '../../llm/language-model.ts';
import type { LongRunning } from '../../progress.ts';
import type { JudgedPassage, Judgement, Verdict } from '../judge.ts';
import { askChoice, probabilityUse } from './ask-choice.ts';
import { Asker } from './asker.ts';
import { bradleyTerry } from './bradley-terry.ts';
import { firstOrSecond } from './choices.ts';
import { cyclicTriples } from './cyclic-triples.ts';
import { generalPreference } from './general-preference.ts';
import { logistic } from './logistic.ts';
import type { ParsedJudgeOptions } from './options.ts';
import { pairPrompt, shownPassage } from './prompts.ts';
import { rankVerdicts } from './rank-verdicts.ts';

interface Comparison {
  first: number;
  second: number;
  /** P(the passage shown first is preferred), 0 or 1 without token probabilities; null where the reply could not be read. */
  prefersFirst: number | null;
  mass: number | null;
}

/**
 * All pairs, each in both orders: a preference is the mean of the two. A passage's score is how often it is preferred to another one of the list, under the
 * model fitted to all pairs. A pair with an unreadable reply is left out, as the other order alone would carry the model's liking for a place.
 */
export async function judgePairs(
  model: LanguageModel,
  question: string,
  passages: readonly JudgedPassage[],
  { pairModel, seed, maxWords }: ParsedJudgeOptions,
  running: LongRunning,
): Promise<Judgement> {
  const asker = new Asker(model, running);
  const shown = passages.map((passage) => shownPassage(passage, maxWords));
  const orders = shown.flatMap((_, first) => shown.flatMap((_, second) => (first === second ? [] : [{ first, second }])));
  const comparisons = await asker.all(orders, async ({ first, second }, generate): Promise<Comparison> => {
    const { value, mass } = await askChoice(generate, pairPrompt(question, shown[first]!, shown[second]!), firstOrSecond);
    if (value === null) asker.unread++;
    return { first, second, prefersFirst: value, mass };
  });

  const wins = shown.map(() => new Array<number>(shown.length).fill(0));
  let unread = 0;
  let orderDependent = 0;
  const verdictOf = new Map(comparisons.map((comparison) => [`${comparison.first} ${comparison.second}`, comparison.prefersFirst]));
  for (const { first: i, second: j, prefersFirst: forward } of comparisons) {
    if (i > j) continue;
    const backward = verdictOf.get(`${j} ${i}`)!;
    if (forward === null || backward === null) {
      unread++;
      continue;
    }
    const preferred = (forward + 1 - backward) / 2;
    wins[i]![j] = preferred;
    wins[j]![i] = 1 - preferred;
    if ((forward - 0.5) * (backward - 0.5) > 0) orderDependent++;
  }
  return {
    verdicts: pairVerdicts(passages, wins, { pairModel, seed }),
    cost: asker.cost,
    unread: asker.unread,
    ...probabilityUse(comparisons),
    pairs: { pairs: orders.length / 2, unread, orderDependent, ...cyclicTriples(wins), wins },
  };
}

/** Verdicts from preferences, `wins[i][j]` how often passage i was preferred to passage j; null for passages that were not compared. */
export function pairVerdicts(
  passages: readonly JudgedPassage[],
  wins: readonly (readonly number[])[],
  { pairModel, seed }: Pick<ParsedJudgeOptions, 'pairModel' | 'seed'>,
): Verdict[] {
  const chances = pairModel === 'general-preference' ? generalPreference(wins, { seed }) : strengthChances(wins);
  const useful = chances.map((row, i) => {
    if (row.length === 1) return 1;
    const compared = wins[i]!.some((won, j) => won + wins[j]![i]! > 0);
    return compared ? row.reduce((sum, chance, j) => (i === j ? sum : sum + chance), 0) / (row.length - 1) : null;
  });
  return rankVerdicts(
    passages,
    useful.map((one) => ({ useful: one, selected: null })),
  );
}

function strengthChances(wins: readonly (readonly number[])[]): number[][] {
  const strengths = bradleyTerry(wins);
  return strengths.map((strength) => strengths.map((other) => logistic(strength - other)));
}
