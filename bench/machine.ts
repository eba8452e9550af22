import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine a figure was taken on; `load` is the one-minute average before and after the run. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  load: { before: number; after: number };
  node: string;
  onnxruntime: string;
}

export function oneMinuteLoad(): number {
  return loadavg()[0]!;
}

export function describeMachine(load: Machine['load']): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load,
    node: process.version,
    onnxruntime: packageVersion('onnxruntime-node'),
  };
}

function packageVersion(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const root = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  return JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version;
}
