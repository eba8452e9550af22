import { occurrences } from '../../datasets/training/answer-spans.ts';
import { answerForm } from '../../src/conflict/equivalence/answer-form.ts';
import { holdsAnswer } from '../../src/text/holds-answer.ts';

interface Text {
  title?: string | undefined;
  text: string;
}

/**
 * What kind of answer it is: the question's interrogative with date, quantity, yes/no, name or phrase. Answers of one type can stand for each other.
 */
export function answerType(question: string, answer: string): string {
  const asked =
    /\b(?:who|whom|whose|when|where|which|why|how many|how much|how long|how|what)\b/i.exec(question)?.[0].toLowerCase() ?? 'other';
  const { date, quantity, polarity, proper } = answerForm(answer);
  const form = polarity ? 'yes/no' : date ? 'date' : quantity ? 'quantity' : proper ? 'name' : 'phrase';
  return `${asked}, ${form}`;
}

/**
 * The passage with every occurrence of any of the answers, in title and text, replaced by another answer; null where it then still holds one of them, or
 * where it held none in its text. Longer answers are replaced first, as they may contain shorter ones.
 */
export function counterfactual<Passage extends Text>(passage: Passage, answers: readonly string[], replacement: string): Passage | null {
  const falling = [...new Set(answers)].sort((a, b) => b.length - a.length);
  const replaced = (text: string): string => falling.reduce((changed, answer) => replaceAll(changed, answer, replacement), text);
  const text = replaced(passage.text);
  const title = passage.title === undefined ? undefined : replaced(passage.title);
  if (text === passage.text || holdsAnswer(answers, `${title ?? ''}\n${text}`)) return null;
  return { ...passage, ...(title !== undefined && { title }), text };
}

function replaceAll(text: string, answer: string, replacement: string): string {
  return occurrences(text, answer).reduceRight(
    (changed, { start, end }) => changed.slice(0, start) + replacement + changed.slice(end),
    text,
  );
}
