import { AccordError } from '../../errors.ts';
import type { PairModelFiles } from '../model-directory.ts';

/** @throws AccordError `unsupported-format`: a tokenizer with more tokens than the model's embedding table has rows */
export function checkVocabulary(
  { tokenizer, directory }: Pick<PairModelFiles, 'tokenizer' | 'directory'>,
  tokens: number,
  rows: number,
): void {
  if (tokens <= rows) return;
  throw new AccordError(
    'unsupported-format',
    `${tokenizer} has ${tokens} tokens, the model in ${directory} ${rows}.`,
    'Use the tokenizer.json that belongs to the model.',
  );
}
