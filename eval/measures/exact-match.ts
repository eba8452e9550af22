import { equalsAnswer } from '../../src/text/answer-match.ts';
import type { AnswerMeasure } from './answer-measure.ts';

export const exactMatch: AnswerMeasure = {
  name: 'EM',
  description: '1 when the normalised prediction equals a normalised answer, else 0.',
  citation: 'Rajpurkar et al., SQuAD: 100,000+ questions for machine comprehension of text, EMNLP 2016; official evaluation script',
  compute: (prediction, answers) => (equalsAnswer(prediction, answers) ? 1 : 0),
};
