import { statSync } from 'node:fs';

/**
 * What tells a file from the one that may have been at its path before. Not the time of the last write, which copying can preserve. A file that is
 * missing has an identity too: whoever reads it names it.
 */
export function fileIdentity(path: string): readonly unknown[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  return [path, stats?.size, stats?.ctimeMs];
}
