import { englishAnalyzer } from '../../src/retrieval/analyzer/english.ts';

const analyzer = englishAnalyzer();
const negation = /\b(?:not|no|never|none|neither|nor|nobody|nothing|without|cannot|unable|impossible|unlikely)\b|n['’]t\b/gi;

/**
 * Whether a statement says yes or no to a question, told by comparison with the opposite statement: by an odd number of negations that question
 * and opposite do not share, else by which of the two repeats more of the question's words in their order; undefined where both do so alike.
 */
export function statementPolarity(question: string, statement: string, opposite: string): 'yes' | 'no' | undefined {
  const odd = (text: string) => (text.match(negation)?.length ?? 0) % 2;
  if (odd(statement) !== odd(opposite)) return odd(statement) === odd(question) ? 'yes' : 'no';
  const asked = analyzer.analyze(question);
  const [repeats, other] = [statement, opposite].map((text) => longestCommon(asked, analyzer.analyze(text)));
  if (repeats === other) return undefined;
  return repeats! > other! ? 'yes' : 'no';
}

/** Length of the longest common subsequence. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const term of a) {
    const above = row;
    row = [0];
    for (const [j, other] of b.entries()) row.push(term === other ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!));
  }
  return row[b.length]!;
}
