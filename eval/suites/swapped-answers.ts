import { randomIntegers } from '../../src/random.ts';
import { escapeRegExp } from '../../src/text/escape-regexp.ts';
import { givesAnswer } from '../measures/conflict/gives-answer.ts';

interface Answered {
  question: string;
  answers: readonly string[];
}

/** What is asked for, and whether the answer has digits: two answers of one kind can stand for each other. */
function kindOf({ question, answers }: Answered): string {
  const asked = /\b(?:who|whom|whose|where|when|which|what|how (?:many|much|long|old)|how)\b/i.exec(question)?.[0].toLowerCase() ?? '';
  return `${asked} ${/\d/.test(answers[0] ?? '')}`;
}

/**
 * A wrong answer for every question: the first answer of another question of the same kind, drawn by the seed; undefined where there is
 * none.
 */
export function wrongAnswers(questions: readonly Answered[], seed: number): (string | undefined)[] {
  const next = randomIntegers(seed);
  const byKind = new Map<string, string[]>();
  for (const entry of questions) {
    const kind = kindOf(entry);
    byKind.set(kind, [...(byKind.get(kind) ?? []), ...entry.answers.slice(0, 1)]);
  }
  return questions.map((entry) => {
    const { answers, question } = entry;
    const others = byKind
      .get(kindOf(entry))!
      .filter((other) => !givesAnswer([other, question], answers) && !givesAnswer([...answers, question], [other]));
    return others[next() % Math.max(1, others.length)];
  });
}

/** Every occurrence of the answers in a text, as whole words, replaced; undefined where none occurs. */
export function swapAnswer(text: string, answers: readonly string[], wrong: string): string | undefined {
  const longestFirst = answers.toSorted((a, b) => b.length - a.length).map(escapeRegExp);
  const occurrence = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return occurrence.test(text) ? text.replace(occurrence, () => wrong) : undefined;
}
