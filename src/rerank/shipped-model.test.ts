import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shippedModel } from './shipped-model.ts';

const directory = join(import.meta.dirname, '../../models/minilm-reader');

test('is the model in models/ of the package, or undefined without weights', () => {
  expect(shippedModel()).toBe(existsSync(join(directory, 'model.safetensors')) ? directory : undefined);
});
