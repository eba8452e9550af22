import { containsAnswer } from '../../src/text/answer-match.ts';
import type { AnswerMeasure } from './answer-measure.ts';

export const contains: AnswerMeasure = {
  name: 'Contains',
  description:
    '1 when the normalised tokens of an answer occur in a row in the prediction, else 0. Whole tokens, so that "4" is not in "1947": stricter than a substring.',
  citation: 'After the substring match of Liu et al., Lost in the middle: how language models use long contexts, TACL 12 (2024)',
  compute: (prediction, answers) => (containsAnswer(prediction, answers) ? 1 : 0),
};
