export { answerTokens, normalizeAnswer } from '../../src/text/normalize-answer.ts';
