import type { AnswerMeasure } from './answer-measure.ts';
import { normalizeAnswer } from './normalize-answer.ts';

export const exactMatch: AnswerMeasure = {
  name: 'EM',
  description: '1 when the normalised prediction equals a normalised answer, else 0.',
  citation: 'Rajpurkar et al., SQuAD: 100,000+ questions for machine comprehension of text, EMNLP 2016; official evaluation script',
  compute(prediction, answers) {
    const normalized = normalizeAnswer(prediction);
    return answers.some((answer) => normalizeAnswer(answer) === normalized) ? 1 : 0;
  },
};
