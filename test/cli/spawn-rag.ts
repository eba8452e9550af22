import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { collectOutput, type Ended } from '../collect-output.ts';

const bin = fileURLToPath(new URL('../../bin/rag.js', import.meta.url));

export interface SpawnOptions {
  /** Working directory. */
  cwd: string;
  env?: Record<string, string>;
  nodeOptions?: string[];
}

/** The built `rag` as its own process, in an environment without settings of the machine's. */
export function startRag(args: string[], { cwd, env = {}, nodeOptions = [] }: SpawnOptions): ChildProcess & { ended: Promise<Ended> } {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(RAG_|FORCE_COLOR|NODE_OPTIONS)/.test(name)));
  const child = spawn(process.execPath, [...nodeOptions, bin, ...args], { cwd, env: { ...clean, ...env } });
  return Object.assign(child, { ended: collectOutput(child).ended });
}

export async function rag(args: string[], options: SpawnOptions & { input?: string }): Promise<Ended> {
  const child = startRag(args, options);
  child.stdin!.end(options.input ?? '');
  return child.ended;
}
