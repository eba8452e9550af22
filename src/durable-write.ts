import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AccordError } from './errors.ts';

/**
 * Writes a file so that after a crash there is either the old one or the whole new one: to a temporary file beside it, then renamed.
 * @throws AccordError `disk-full`, `unreadable-file`; what was there before stays, and nothing is left beside it.
 */
export async function writeDurably(path: string, content: string | Iterable<Uint8Array>): Promise<void> {
  await replace(path, async (temporary) => {
    const file = await open(temporary, 'wx');
    try {
      for (const part of typeof content === 'string' ? [content] : content) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** The rows of a JSON Lines file, one at a time: together they may be longer than a string can be. */
export function* jsonLines(rows: Iterable<object>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const row of rows) yield encoder.encode(`${JSON.stringify(row)}\n`);
}

/**
 * Makes a directory that is either there with all that `fill` writes into it, or not at all. The path must not exist yet.
 * @throws AccordError `disk-full`, `unreadable-file`, or what `fill` throws
 */
export async function createDirectoryDurably(path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  await replace(path, async (temporary) => {
    await mkdir(temporary);
    await fill(temporary);
    await syncDirectory(temporary);
  });
}

/** A leftover of a writer that was killed, to be removed by whoever owns the directory. */
export const isTemporary = (name: string): boolean => /^\.tmp-[0-9a-f]{12}-/.test(name);

async function replace(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.tmp-${randomBytes(6).toString('hex')}-${basename(path)}`);
  try {
    await write(temporary);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw AccordError.isInstance(error) ? error : writeError(path, error);
  }
}

/** Makes renamed entries survive a loss of power. */
async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open directories, and needs no such thing.
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** What a failed write of a file means, for users. */
export function writeError(path: string, cause: unknown): AccordError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AccordError(
      'disk-full',
      `The disk is full: ${path} was not written.`,
      'Make room and run it again; what was there is kept.',
      { cause },
    );
  }
  return new AccordError('unreadable-file', `Cannot write ${path}: ${message}.`, 'Check that its directory exists and may be written to.', {
    cause,
  });
}
