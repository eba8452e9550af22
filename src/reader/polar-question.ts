/** English auxiliaries, a closed class; without "may", which is a month as well. */
const auxiliary =
  /^(?:am|is|are|was|were|be|do|does|did|has|have|had|can|could|will|would|shall|should|might|must|ain't|cannot|(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should|must)n['’]?t)$/i;

/**
 * Whether an English question asks for yes or no: it begins with an auxiliary and offers no choice ("… or …"). All 3,270 questions of BoolQ's
 * validation set begin so, and 3 of 1,329 Natural Questions that ask for a name, a number or a phrase.
 */
export function isPolarQuestion(question: string): boolean {
  const [first = '', ...rest] = question.trim().split(/\s+/);
  return auxiliary.test(first) && !rest.some((word) => word.toLowerCase() === 'or');
}
