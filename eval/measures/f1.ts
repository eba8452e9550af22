import { answerF1 } from '../../src/text/answer-match.ts';
import type { AnswerMeasure } from './answer-measure.ts';

export const f1: AnswerMeasure = {
  name: 'F1',
  description: 'Harmonic mean of precision and recall over normalised tokens; the best value over the answers.',
  citation: 'Rajpurkar et al., Know what you don’t know: unanswerable questions for SQuAD, ACL 2018; official evaluation script 2.0',
  compute: answerF1,
};
