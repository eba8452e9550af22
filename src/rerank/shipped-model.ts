import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The compiled file lies one folder deeper.
const packageRoot = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../..' : '../../..', import.meta.url));

/**
 * The directory of the model that comes with the package, which both ranks and reads; undefined where the package has none.
 *
 * @example
 * const reranker = await crossEncoder({ model: shippedModel()! });
 */
export function shippedModel(): string | undefined {
  return modelOfPackage('minilm-reader');
}

/** The directory of the contradiction detector that comes with the package; undefined where the package has none. */
export function shippedDetector(): string | undefined {
  return modelOfPackage('minilm-nli');
}

function modelOfPackage(name: string): string | undefined {
  const directory = join(packageRoot, 'models', name);
  return existsSync(join(directory, 'model.safetensors')) ? directory : undefined;
}
