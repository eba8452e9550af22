import type { Question } from '../datasets/dataset.ts';
import type { ScoredPassage, StageScores } from '../src/passage.ts';
import { holdsAnswer } from './measures/holds-answer.ts';
import { judgeBy, judgeRanking } from './measures/judge-ranking.ts';
import { parseMeasure } from './measures/parse-measure.ts';
import { answerMeasures } from './measures/registry.ts';
import { type ScoredId, trecOrder } from './measures/trec-order.ts';

const passageMeasures = ['R@1', 'R@5', 'R@20', 'R@100', 'RR@10', 'nDCG@10'].map(parseMeasure);
const answerInMeasures = ['AnswerIn@5', 'AnswerIn@20', 'AnswerIn@100'].map(parseMeasure);

/** How deep a ranking must go for the measures reported. */
export const requiredDepth = Math.max(...[...passageMeasures, ...answerInMeasures].map(({ cutoff }) => cutoff));

/** The names of the retrieval measures, in the order of a report. */
export const retrievalMeasureNames = [
  ...passageMeasures.map(String),
  ...passageMeasures.map((measure) => `Annotated ${measure}`),
  ...answerInMeasures.map(String),
];

export const answerMeasureNames = answerMeasures.map(({ name }) => name);

/**
 * The values of one question, counted three ways:
 * - graded judgements (BEIR, TREC): the grade is the gain, and there is no second way;
 * - `R@1` …: an annotated passage or a near duplicate of it that holds an answer is right; the group of them is one right thing. So
 *   where a question has one annotated passage (NQ, SQuAD), R@k is 1 when any right passage is among the first k, else 0; where it
 *   has several (HotpotQA, 2Wiki), R@k is the share of them found.
 * - `Annotated R@1` …: only the annotated passages themselves are right.
 * - `AnswerIn@5` …: any passage whose text holds an answer is right.
 *
 * A question without judgement has no value in the first two, one without answers none in the third: it is not part of their mean.
 */
export function retrievalScores(question: Question, passages: readonly ScoredPassage[]): Record<string, number> {
  return rankingScores(question, passages, trecOrder(scoredIds(passages)));
}

/** The same for reranked passages, in the order given: those past the reranker's depth have no score to be ordered by. */
export function rerankScores(question: Question, passages: readonly ScoredPassage[]): Record<string, number> {
  return rankingScores(
    question,
    passages,
    passages.map(({ passage }) => passage.id),
  );
}

function rankingScores(
  { judgement, answers }: Question,
  passages: readonly ScoredPassage[],
  ranking: readonly string[],
): Record<string, number> {
  const scores: Record<string, number> = {};
  if (judgement) {
    const headline = judgeBy(judgement, ranking);
    for (const measure of passageMeasures) scores[String(measure)] = measure.compute(headline);
    if (!judgement.grades) {
      const annotated = judgeRanking(
        ranking,
        judgement.annotated.map((id) => [id]),
      );
      for (const measure of passageMeasures) scores[`Annotated ${measure}`] = measure.compute(annotated);
    }
  }
  if (answers.length > 0) {
    const texts = new Map(passages.map(({ passage }) => [passage.id, passage.text]));
    // The first hit decides; looking for others would cost more than the retrieval.
    const first = ranking.findIndex((id) => holdsAnswer(answers, texts.get(id)!));
    const gains = ranking.map((_, index) => (index === first ? 1 : 0));
    for (const measure of answerInMeasures) scores[String(measure)] = measure.compute({ gains, relevant: [1] });
  }
  return scores;
}

/** EM, F1 and Contains of a predicted answer; none without right answers. */
export function answerScores({ answers }: Question, prediction: string): Record<string, number> {
  if (answers.length === 0) return {};
  return Object.fromEntries(answerMeasures.map((measure) => [measure.name, measure.compute(prediction, answers)]));
}

/** Ids with the score by which retrieval ordered them. */
export function scoredIds(passages: readonly ScoredPassage[]): ScoredId[] {
  return passages.map(({ passage, scores }) => ({ id: passage.id, score: retrievalScore(scores) }));
}

function retrievalScore({ fused, dense, bm25 }: StageScores): number {
  return fused ?? dense ?? bm25 ?? Number.NaN;
}
