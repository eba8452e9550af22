export { holdsAnswer } from '../../src/text/holds-answer.ts';
