import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { cacheDir } from '../../cache-dir.ts';
import { writeDurably } from '../../durable-write.ts';
import { fileIdentity } from '../../file-identity.ts';
import type { Precision } from '../linear.ts';
import { sessionOptions } from './session-options.ts';

/** So many graphs are kept, those used last: some 30 MB each. */
const kept = 8;

/** What a graph is made of, and so what a kept one must agree with. */
export interface PreparedGraph {
  /** Weights, configuration and all other files that it is made from; a file that was written anew is another one. */
  files: readonly string[];
  precision: Precision;
  /** All else that it depends on. */
  settings?: unknown;
  /** Makes it, as an ONNX file. */
  build(): Uint8Array;
}

/**
 * Creates a session for a graph. An int8 graph is kept in the cache directory, because quantising the weights takes most of the time in which a model is loaded;
 * fp32 needs no such work. A cache that cannot be read or written only costs that time.
 */
export async function preparedSession(
  { files, precision, settings, build }: PreparedGraph,
  threads: number,
  directory = defaultDirectory(),
): Promise<InferenceSession> {
  const options = sessionOptions(threads);
  if (precision !== 'int8' || directory === undefined) return InferenceSession.create(build(), options);
  const path = join(directory, `${keyOf(files, settings)}.onnx`);
  const known = existsSync(path) ? await InferenceSession.create(path, options).catch(() => undefined) : undefined;
  if (known) {
    touch(path);
    return known;
  }
  const graph = build();
  const session = await InferenceSession.create(graph, options);
  await keep(directory, path, graph);
  return session;
}

/** None when run from source, where the code that makes graphs changes. */
function defaultDirectory(): string | undefined {
  return import.meta.url.endsWith('.ts') ? undefined : join(cacheDir(), 'graphs');
}

/** This module's own file among them: another release may make other graphs. */
function keyOf(files: readonly string[], settings: unknown): string {
  const versions = [...files, fileURLToPath(import.meta.url)].map(fileIdentity);
  return createHash('sha256')
    .update(JSON.stringify([versions, settings]))
    .digest('hex')
    .slice(0, 32);
}

function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Another process removed it, or it is not ours: the session has read it.
  }
}

async function keep(directory: string, path: string, graph: Uint8Array): Promise<void> {
  try {
    mkdirSync(directory, { recursive: true });
    await writeDurably(path, [graph]);
    const used = readdirSync(directory).map((name) => ({ name, at: statSync(join(directory, name)).mtimeMs }));
    for (const { name } of used.sort((a, b) => b.at - a.at).slice(kept)) rmSync(join(directory, name));
  } catch {
    // It is made anew next time.
  }
}
