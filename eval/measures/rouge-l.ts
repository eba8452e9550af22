import type { AnswerMeasure } from './answer-measure.ts';

export const rougeL: AnswerMeasure = {
  name: 'ROUGE-L',
  description:
    'Harmonic mean of precision and recall of the longest common subsequence of words, without stemming; the best value over the answers.',
  citation: 'Lin, ROUGE: a package for automatic evaluation of summaries, 2004; words as in the rouge_score package',
  compute: (prediction, answers) => Math.max(0, ...answers.map((answer) => score(words(prediction), words(answer)))),
};

const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

function score(predicted: readonly string[], right: readonly string[]): number {
  const common = longestCommonSubsequence(predicted, right);
  return common === 0 ? 0 : (2 * common) / (predicted.length + right.length);
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let before = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const row = [0];
    for (const [i, other] of b.entries()) row.push(word === other ? before[i]! + 1 : Math.max(before[i + 1]!, row[i]!));
    before = row;
  }
  return before[b.length]!;
}
