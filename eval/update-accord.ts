import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../src/durable-write.ts';

/** Sets keys of the `accord` section of a model's config.json; undefined removes one. */
export async function updateAccord(modelDirectory: string, change: Record<string, unknown>): Promise<void> {
  const path = join(modelDirectory, 'config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as { accord?: Record<string, unknown> };
  await writeDurably(path, `${JSON.stringify({ ...config, accord: { ...config.accord, ...change } }, null, 2)}\n`);
}
