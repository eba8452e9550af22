import { swapAnswer } from '../../eval/suites/swapped-answers.ts';
import type { NegativePassage } from '../../src/rerank/train/rows.ts';
import { lowestHashes } from './hash-split.ts';
import type { ReadingQuestion } from './squad.ts';

interface Mention {
  text: string;
  kind: 'name' | 'number';
}

const names =
  /(?<=[\p{L}\p{N},;:)»”"'’—–-] )\p{Lu}[\p{L}\p{M}'’.-]*\p{L}(?:\s+(?:(?:of|the|de|von|van)\s+)?\p{Lu}[\p{L}\p{M}'’.-]*\p{L})*/gu;
const numbers = /(?<![\p{L}\p{N}.,])\d[\d,.]*\d|(?<![\p{L}\p{N}.,])\d(?![\p{L}\p{N}.,])/gu;

/**
 * The question's passage, edited so that it no longer answers: a name or number that question and passage share is replaced, wherever it stands in the
 * passage, by another of its kind out of the same article. The answer's own words stay. Such near misses teach a reader that the right type of answer
 * close to most of the question's words is not enough (in the manner of SQuAD 2.0's unanswerable questions, Rajpurkar et al., ACL 2018).
 * @returns undefined where question and passage share no such word outside the answer and the title
 */
export function editedPassage(
  { id, question, answers, positive }: ReadingQuestion,
  others: readonly string[],
): NegativePassage | undefined {
  const asked = question.toLowerCase();
  const protectedText = [positive.title ?? '', ...answers].join('\n').toLowerCase();
  const places = mentions(positive.text);
  const shared = places.filter(({ text }) => holds(asked, text) && !overlaps(protectedText, text));
  const [entity] = lowestHashes(shared, 1, ({ text }) => `${id} ${text}`);
  if (entity === undefined) return undefined;
  const candidates = new Set(
    [...places, ...others.flatMap(mentions)]
      .filter(({ kind, text }) => kind === entity.kind && digits(text) === digits(entity.text))
      .map(({ text }) => text)
      .filter((text) => !holds(asked, text) && !overlaps(protectedText, text) && !overlaps(entity.text.toLowerCase(), text)),
  );
  const [replacement] = lowestHashes([...candidates], 1, (text) => `${id} ${text}`);
  const text = replacement && swapAnswer(positive.text, [entity.text], replacement);
  if (text === undefined) return undefined;
  return { ...(positive.title && { title: positive.title }), text, source: 'edited' };
}

function mentions(text: string): Mention[] {
  const found = (pattern: RegExp, kind: Mention['kind']) => Array.from(text.matchAll(pattern), ([match]) => ({ text: match, kind }));
  return [...found(names, 'name'), ...found(numbers, 'number')];
}

/** Years go for years, small numbers for small ones; names all count alike. */
const digits = (text: string): number => text.replaceAll(/\D/g, '').length;

function holds(lowerCase: string, text: string): boolean {
  const at = lowerCase.indexOf(text.toLowerCase());
  const isInWord = (index: number) => /[\p{L}\p{N}]/u.test(lowerCase.charAt(index));
  return at >= 0 && !isInWord(at - 1) && !isInWord(at + text.length);
}

/** Whether they share a word of more than three letters, or the whole of the text. */
function overlaps(lowerCase: string, text: string): boolean {
  return holds(lowerCase, text) || (text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []).some((word) => holds(lowerCase, word));
}
