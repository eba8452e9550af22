import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from '../src/cache-dir.ts';
import type { LongRunning } from '../src/progress.ts';
import type { Embedder } from '../src/retrieval/embedder.ts';

const directory = join(cacheDir(), 'corpus-vectors');
const suffix = '.f32';
const textsAtOnce = 2048;

/**
 * The vectors of texts, row after row. They are kept in one file of raw float32 in the cache directory, which the content, the embedder and
 * the kind of text name, so that a second run encodes nothing.
 */
export async function corpusVectors(
  name: string,
  texts: string[],
  kind: 'query' | 'passage',
  embedder: Embedder,
  { signal, onProgress }: LongRunning = {},
): Promise<Float32Array> {
  const hash = createHash('sha256')
    .update(JSON.stringify([embedder.id, kind, texts]))
    .digest('hex')
    .slice(0, 16);
  const file = join(directory, `${fileName(name)}-${hash}${suffix}`);
  if (existsSync(file)) return floats(await readFile(file));
  const vectors = new Float32Array(texts.length * embedder.dimensions);
  for (let from = 0; from < texts.length; from += textsAtOnce) {
    const encoded = await embedder.embed(texts.slice(from, from + textsAtOnce), kind, { signal });
    for (const [row, vector] of encoded.entries()) vectors.set(vector, (from + row) * embedder.dimensions);
    onProgress?.({ stage: `encode ${name}`, done: Math.min(from + textsAtOnce, texts.length), total: texts.length });
  }
  await mkdir(directory, { recursive: true });
  await writeFile(`${file}.part`, vectors);
  await rename(`${file}.part`, file);
  return vectors;
}

/** What a run of {@link corpusVectors} left for this corpus, by whatever embedder of these dimensions; null where none did. */
export async function cachedCorpusVectors(name: string, dimensions: number): Promise<Float32Array | null> {
  const files = existsSync(directory) ? await readdir(directory) : [];
  const found = files.find((file) => file.startsWith(`${fileName(name)}-`) && file.endsWith(suffix));
  if (found === undefined) return null;
  const vectors = floats(await readFile(join(directory, found)));
  return vectors.length % dimensions === 0 ? vectors : null;
}

function fileName(name: string): string {
  return name.replaceAll(/\W+/g, '_');
}

function floats({ buffer, byteOffset, byteLength }: Buffer): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}
