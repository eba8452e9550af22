import type { ChildProcess } from 'node:child_process';

/** How a process ended and all it printed. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Gathers what a child prints: `seen` so far, `ended` when it has closed. */
export function collectOutput(child: ChildProcess): { seen: { stdout: string; stderr: string }; ended: Promise<Ended> } {
  const seen = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data) => {
    seen.stdout += data;
  });
  child.stderr?.on('data', (data) => {
    seen.stderr += data;
  });
  return { seen, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...seen }))) };
}
