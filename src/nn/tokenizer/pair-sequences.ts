import type { PairTokenizer } from './pair-tokenizer.ts';
import { windows } from './windows.ts';

export interface PairOptions {
  /** The longest sequence, [CLS] and all [SEP] included; at least 6. */
  maxTokens: number;
  /** Longer questions are cut; where `maxTokens` is small, to half of it. */
  maxQuestionTokens: number;
  /** Tokens from one window of the passage to the next; less where a long question leaves little room. */
  stride: number;
}

/** What rerankers and readers read unless told otherwise. */
export const pairDefaults: PairOptions = { maxTokens: 256, maxQuestionTokens: 64, stride: 192 };

/** [CLS] question [SEP] a window of the passage [SEP], with as many [SEP] between as the model wants. BERT's token types are 0 before `passageStart`, 1 from there on. */
export interface PairSequence {
  ids: Int32Array;
  /** Index in `ids` of the window's first token; the last index is that of [SEP]. */
  passageStart: number;
  /** Which of the passage's tokens the window begins with. */
  tokenStart: number;
}

/**
 * The sequences in which a cross-encoder reads a passage for a question: one where all fits, else overlapping windows. An empty passage is
 * one sequence without tokens of its own.
 */
export function pairSequences(tokenizer: PairTokenizer, question: string, passageText: string, options: PairOptions): PairSequence[] {
  return joinPair(tokenizer, tokenizer.encode(question), tokenizer.encode(passageText), options);
}

/** The same from token ids. */
export function joinPair(
  { classId, separatorId, separators }: Pick<PairTokenizer, 'classId' | 'separatorId' | 'separators'>,
  question: Int32Array,
  passage: Int32Array,
  { maxTokens, maxQuestionTokens, stride }: PairOptions,
): PairSequence[] {
  const asked = question.subarray(0, Math.min(maxQuestionTokens, (maxTokens - 2 - separators) >> 1));
  const passageStart = asked.length + 1 + separators;
  const room = maxTokens - passageStart - 1;
  const spans = passage.length > 0 ? windows(passage.length, room, Math.min(stride, room)) : [{ start: 0, end: 0 }];
  return spans.map(({ start, end }) => {
    const ids = new Int32Array(passageStart + end - start + 1);
    ids[0] = classId;
    ids.set(asked, 1);
    ids.fill(separatorId, asked.length + 1, passageStart);
    ids.set(passage.subarray(start, end), passageStart);
    ids[ids.length - 1] = separatorId;
    return { ids, passageStart, tokenStart: start };
  });
}
