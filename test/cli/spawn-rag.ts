import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/rag.js', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

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
  const seen = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    seen.stdout += data;
  });
  child.stderr.on('data', (data) => {
    seen.stderr += data;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...seen })));
  return Object.assign(child, { ended });
}

export async function rag(args: string[], options: SpawnOptions & { input?: string }): Promise<Ended> {
  const child = startRag(args, options);
  child.stdin!.end(options.input ?? '');
  return child.ended;
}
