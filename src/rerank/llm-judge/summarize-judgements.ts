import type { JudgeCost, Judgement } from '../judge.ts';

/** What judging several questions came to. */
export interface JudgementSummary {
  questions: number;
  passages: number;
  /** Passages taken for useful; null for forms that only compare. */
  selected: number | null;
  /** Passages that no readable reply was about. */
  unjudged: number;
  unread: number;
  cost: JudgeCost;
  /** Questions judged by counting replies, as the server gave no token probabilities. */
  counted: number;
  /** Of all compared pairs, and of all triples without a tie. */
  pairs: { pairs: number; unread: number; orderDependent: number; triples: number; cyclic: number } | null;
}

/** Collects judgements one at a time. */
export class JudgementTally {
  readonly summary: JudgementSummary = {
    questions: 0,
    passages: 0,
    selected: null,
    unjudged: 0,
    unread: 0,
    cost: { requests: 0, cached: 0, promptTokens: 0, completionTokens: 0 },
    counted: 0,
    pairs: null,
  };

  add({ verdicts, unread, cost, logprobs, pairs }: Judgement): void {
    const { summary } = this;
    summary.questions++;
    summary.passages += verdicts.length;
    summary.unread += unread;
    if (logprobs === false) summary.counted++;
    for (const { useful, selected } of verdicts) {
      if (useful === null) summary.unjudged++;
      if (selected !== null) summary.selected = (summary.selected ?? 0) + Number(selected);
    }
    addAll(summary.cost, cost);
    if (!pairs) return;
    const { wins: _, ...counts } = pairs;
    if (summary.pairs) addAll(summary.pairs, counts);
    else summary.pairs = counts;
  }
}

function addAll<Counts extends object>(sum: Counts, more: Counts): void {
  for (const name of Object.keys(sum) as (keyof Counts)[]) (sum[name] as number) += more[name] as number;
}
