import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, loadavg, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a figure may depend on beside data and settings. */
export interface Environment {
  startedAt: string;
  version: string;
  /** Commit of the checkout, `-dirty` when files differ from it; null for an installed package. */
  gitSha: string | null;
  /** SHA-256 over the `config` of the report. */
  configHash: string;
  /** SHA-256 over corpus, questions and judgements. */
  dataHash: string;
  /** Null where nothing was encoded. */
  embedder: string | null;
  seed: number;
  node: string;
  onnxruntime: string;
  platform: string;
  cpu: string;
  cores: number;
  /** One-minute load average at the start. */
  load: number;
}

// The compiled file lies one folder deeper.
const packageRoot = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url));

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The part of the environment known at the start of a run. */
export function describeMachine(): Pick<
  Environment,
  'startedAt' | 'version' | 'gitSha' | 'node' | 'onnxruntime' | 'platform' | 'cpu' | 'cores' | 'load'
> {
  return {
    startedAt: new Date().toISOString(),
    version: packageVersion(),
    gitSha: gitSha(),
    node: process.version,
    onnxruntime: (createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }).version,
    platform: `${platform()}-${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    load: loadavg()[0]!,
  };
}

/** SHA-256 of a value's JSON. */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function gitSha(): string | null {
  // An installed package may lie in another project's checkout, whose commit says nothing.
  if (!existsSync(join(packageRoot, '.git'))) return null;
  const git = (...parts: string[]) =>
    execFileSync('git', parts, { cwd: packageRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '-dirty');
  } catch {
    return null;
  }
}
