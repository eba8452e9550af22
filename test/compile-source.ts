import { spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Compiles `src` into a new folder and returns that: for tests whose many child processes must start quickly. */
export function compileSource(): string {
  const folder = mkdtempSync(join(tmpdir(), 'accord-compiled-'));
  const config = join(root, 'tsconfig.build.json');
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  // Types are checked elsewhere.
  const options = ['-p', config, '--outDir', folder, '--noCheck', '--declaration', 'false', '--sourceMap', 'false'];
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
