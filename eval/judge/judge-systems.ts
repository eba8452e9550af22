import type { LanguageModel } from '../../src/llm/language-model.ts';
import type { LongRunning } from '../../src/progress.ts';
import type { Judgement, Verdict } from '../../src/rerank/judge.ts';
import { aggregateLists } from '../../src/rerank/llm-judge/aggregate-lists.ts';
import { llmJudge } from '../../src/rerank/llm-judge/llm-judge.ts';
import type { JudgeForm } from '../../src/rerank/llm-judge/options.ts';
import { pairVerdicts } from '../../src/rerank/llm-judge/pair-wise.ts';
import { mean } from '../statistics/mean.ts';
import type { CandidateList } from './candidates.ts';
import type { ParsedJudgeSuiteOptions } from './options.ts';
import { orderChange } from './order-change.ts';
import { scoreList, scoresOf } from './score-list.ts';

type Values = Record<string, number>;

/** Values by system. */
export type SystemValues = Record<string, Values>;

/** Asks for all verdicts of one form on a list and scores every way to use them. */
export async function judgeSystems(
  model: LanguageModel,
  form: JudgeForm,
  list: CandidateList,
  { samples, maxWords, seed }: ParsedJudgeSuiteOptions,
  running: LongRunning,
): Promise<SystemValues> {
  const asked = form === 'set' || form === 'rank' ? 2 * samples : samples;
  const judgement = await llmJudge({ model, form, samples: asked, maxWords, seed }).judge(list.question, list.candidates, running);
  if (form === 'set' || form === 'rank') return listSystems(form, list, judgement, samples);
  const { verdicts, pairs, answerMass } = judgement;
  const values = { ...costOf(judgement, 1), ...(answerMass !== null && { 'answer mass': answerMass }) };
  if (!pairs) return { [form]: { ...scoreList(list, scoresOf(verdicts)), ...values } };
  const read = pairs.pairs - pairs.unread;
  const pairValues = {
    ...values,
    ...(read > 0 && { 'pairs changed by order': pairs.orderDependent / read }),
    ...(pairs.triples > 0 && { 'cyclic triples': pairs.cyclic / pairs.triples }),
  };
  const general = pairVerdicts(list.candidates, pairs.wins, { pairModel: 'general-preference', seed });
  return {
    'pair, Bradley–Terry': { ...scoreList(list, scoresOf(verdicts)), ...pairValues },
    'pair, general preference': { ...scoreList(list, scoresOf(general)), ...pairValues },
  };
}

/** One order of the passages at a time, and aggregates of two disjoint halves of the replies, which tell how far an aggregate still depends on the orders. */
function listSystems(form: 'set' | 'rank', list: CandidateList, judgement: Judgement, samples: number): SystemValues {
  const lists = judgement.lists!;
  const aggregate = (of: readonly number[][], how: 'votes' | 'central-ranking' = 'votes'): Verdict[] =>
    aggregateLists(list.candidates, of, { form, aggregate: how });
  const single = lists.map((one) => aggregate([one]));
  const halves = [lists.filter((_, i) => i % 2 === 0), lists.filter((_, i) => i % 2 === 1)];
  const system = (verdicts: readonly Verdict[][], share: number): Values => ({
    ...meanOf(verdicts.map((one) => scoreList(list, scoresOf(one)))),
    ...orderChange(verdicts.filter((one) => one.some(({ useful }) => useful !== null))),
    ...costOf(judgement, share),
  });
  return {
    // Without any readable reply an aggregate of nothing stands for it.
    [`${form}, one order`]: system(single.length > 0 ? single : [aggregate([])], 1 / (2 * samples)),
    [`${form}, ${samples} orders`]: system(
      halves.map((half) => aggregate(half)),
      1 / 2,
    ),
    ...(form === 'rank' && {
      [`rank, ${samples} orders, central ranking`]: system(
        halves.map((half) => aggregate(half, 'central-ranking')),
        1 / 2,
      ),
    }),
  };
}

/** Of the share of a judgement's requests that a system needs. */
function costOf({ cost, unread }: Judgement, share: number): Values {
  return {
    requests: cost.requests * share,
    'prompt tokens': cost.promptTokens * share,
    'reply tokens': cost.completionTokens * share,
    ...(cost.requests > 0 && { 'unread replies': unread / cost.requests }),
  };
}

function meanOf(rows: readonly Values[]): Values {
  return Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, mean(rows.map((row) => row[name]!))]));
}
