import { describe, expect, it } from 'vitest';
import type { Question } from '../datasets/dataset.ts';
import type { ScoredPassage } from '../src/passage.ts';
import { answerScores, requiredDepth, rerankScores, retrievalMeasureNames, retrievalScores } from './scores.ts';

const question: Question = {
  id: 'q',
  question: 'Who?',
  answers: ['Ada Lovelace'],
  judgement: { annotated: ['gold'], groups: [['gold', 'copy']] },
};

function ranking(...ids: string[]): ScoredPassage[] {
  return ids.map((id, index) => ({
    passage: { id, text: id === 'mention' ? 'by Ada  Lovelace.' : 'x', document: { id }, metadata: {} },
    scores: { bm25: 99, fused: 1 / (index + 1) },
    ranks: {},
  }));
}

describe('retrievalScores', () => {
  it('counts right passages three ways', () => {
    const scores = retrievalScores(question, ranking('x', 'copy', 'gold', 'y', 'z', 'mention'));
    expect(scores).toEqual({
      'R@1': 0,
      'R@5': 1,
      'R@20': 1,
      'R@100': 1,
      'RR@10': 1 / 2,
      'nDCG@10': 1 / Math.log2(3),
      'Annotated R@1': 0,
      'Annotated R@5': 1,
      'Annotated R@20': 1,
      'Annotated R@100': 1,
      'Annotated RR@10': 1 / 3,
      'Annotated nDCG@10': 1 / 2,
      'AnswerIn@5': 0,
      'AnswerIn@20': 1,
      'AnswerIn@100': 1,
    });
    expect(Object.keys(scores).sort()).toEqual(retrievalMeasureNames.toSorted());
  });

  it('nothing retrieved scores 0 everywhere', () => {
    expect(Object.values(retrievalScores(question, []))).toEqual(retrievalMeasureNames.map(() => 0));
  });

  it('an unjudged question has no value, not 0', () => {
    const { judgement: _, ...unjudged } = question;
    expect(Object.keys(retrievalScores(unjudged, []))).toEqual(['AnswerIn@5', 'AnswerIn@20', 'AnswerIn@100']);
    expect(Object.keys(retrievalScores({ ...question, answers: [] }, []))).not.toContain('AnswerIn@5');
  });

  it('graded judgements: the grade is the gain', () => {
    const grades = new Map([
      ['best', 3],
      ['good', 1],
    ]);
    const graded: Question = { id: 'q', question: 'Who?', answers: [], judgement: { annotated: [...grades.keys()], groups: [], grades } };
    const scores = retrievalScores(graded, ranking('good', 'x', 'best'));
    // trec_eval ndcg_cut: gains over the logarithm of rank + 1, by those of the ideal order.
    expect(scores['nDCG@10']).toBeCloseTo((1 + 3 / 2) / (3 + 1 / Math.log2(3)), 12);
    expect(scores).toMatchObject({ 'R@1': 1 / 2, 'R@5': 1, 'RR@10': 1 });
    expect(Object.keys(scores)).not.toContain('Annotated R@1');
  });

  it('orders equal scores as trec_eval does: the later id first', () => {
    const tied = ranking('a', 'gold').map((scored) => ({ ...scored, scores: { dense: 0.5 } }));
    expect(retrievalScores(question, tied)['R@1']).toBe(1);
  });
});

it('rerankScores takes the order as it is given, whatever the scores', () => {
  const scores = rerankScores(question, ranking('x', 'copy', 'mention').toReversed());
  expect(scores).toMatchObject({ 'R@1': 0, 'RR@10': 1 / 2, 'AnswerIn@5': 1 });
  expect(rerankScores(question, ranking('y', 'gold'))).toMatchObject({ 'RR@10': 1 / 2, 'Annotated RR@10': 1 / 2, 'AnswerIn@5': 0 });
});

it('needs a depth of 100', () => {
  expect(requiredDepth).toBe(100);
});

describe('answerScores', () => {
  it('scores the best answer', () => {
    expect(answerScores(question, 'Countess Ada Lovelace')).toEqual({ EM: 0, F1: 0.8, Contains: 1 });
  });

  it('an abstention scores 0, a question without answers nothing', () => {
    expect(answerScores(question, '')).toEqual({ EM: 0, F1: 0, Contains: 0 });
    expect(answerScores({ ...question, answers: [] }, 'Ada')).toEqual({});
  });
});
