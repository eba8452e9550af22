import { z } from 'zod';
import { AccordError, throwIfAborted } from '../../errors.ts';
import type { LanguageModel } from '../../llm/language-model.ts';
import type { ScoredPassage } from '../../passage.ts';
import type { LongRunning } from '../../progress.ts';
import type { Judge, JudgedPassage, Judgement } from '../judge.ts';
import type { RankOptions } from '../reranker.ts';
import { judgeAbsolutely } from './absolute.ts';
import { judgeLists } from './list-wise.ts';
import { JudgeOptions } from './options.ts';
import { judgePairs } from './pair-wise.ts';

export interface LlmJudgeParts extends JudgeOptions {
  model: LanguageModel;
  /** Hears every judgement, with its cost and unreadable replies, also those that {@link Judge.rank} uses. */
  onJudgement?: (judgement: Judgement) => void;
}

/**
 * A language model that tells which passages are of use for answering a question, which is also a reranker. Ranking, it gives `scores.useful`; passages that no
 * readable reply was about keep their order behind the others, without that score. Of equal ones, a set's come by mean position.
 *
 * @throws AccordError `invalid-config` for options that do not fit
 *
 * @example
 * const judge = llmJudge({ model, form: 'set', samples: 5 });
 * const { verdicts, unread, cost } = await judge.judge('Who wrote Fidelio?', passages);
 * const best = await judge.rank('Who wrote Fidelio?', scoredPassages, { topN: 5 });
 */
export function llmJudge({ model, onJudgement, ...given }: LlmJudgeParts): Judge {
  const parsed = JudgeOptions.safeParse(given);
  if (!parsed.success) {
    throw new AccordError('invalid-config', `Options of the judge: ${z.prettifyError(parsed.error)}`, 'Correct the options named above.');
  }
  const options = parsed.data;
  const { form } = options;

  async function judge(question: string, passages: readonly JudgedPassage[], running: LongRunning = {}): Promise<Judgement> {
    if (question.trim() === '') throw new AccordError('invalid-input', 'The question is empty.', 'Ask in at least one word.');
    throwIfAborted(running.signal);
    const judgement = await (form === 'pair'
      ? judgePairs(model, question, passages, options, running)
      : form === 'set' || form === 'rank'
        ? judgeLists(model, form, question, passages, options, running)
        : judgeAbsolutely(model, form, question, passages, options, running));
    onJudgement?.(judgement);
    return judgement;
  }

  return {
    id: `llm-judge(${form}, ${model.id})`,
    judge,
    async rank(query: string, passages: readonly ScoredPassage[], { topN = passages.length, signal }: RankOptions = {}) {
      if (!Number.isInteger(topN) || topN < 0) {
        throw new AccordError('invalid-input', `topN is ${topN}.`, 'topN is a whole number, how many passages to return.');
      }
      const { verdicts } = await judge(
        query,
        passages.map(({ passage }) => passage),
        { signal },
      );
      return verdicts
        .map(({ useful, rank }, i) => withVerdict(passages[i]!, useful, rank))
        .sort((a, b) => a.rank - b.rank)
        .slice(0, topN)
        .map(({ scored }) => scored);
    },
  };
}

function withVerdict(
  { passage, scores, ranks }: ScoredPassage,
  useful: number | null,
  rank: number,
): { scored: ScoredPassage; rank: number } {
  const { useful: _, ...earlier } = scores;
  const { useful: __, ...earlierRanks } = ranks;
  return {
    rank,
    scored:
      useful === null
        ? { passage, scores: earlier, ranks: earlierRanks }
        : { passage, scores: { ...earlier, useful }, ranks: { ...earlierRanks, useful: rank } },
  };
}
