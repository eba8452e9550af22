import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AccordError } from '../errors.ts';

/** Primary result codes (sqlite.org/rescode.html). */
const names: Record<number, string> = {
  3: 'PERM',
  5: 'BUSY',
  6: 'LOCKED',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  26: 'NOTADB',
};
/** A disk with less is taken for full: SQLite reports some failed writes as general input/output errors. */
const fullBelow = 256 * 1024;

/** The AccordError for what a driver threw, or the same error where it does not come from the file. */
export function translateSqliteError(error: unknown, file: string): unknown {
  const name = resultName(error);
  const fail = (code: AccordError['code'], message: string, hint: string) => new AccordError(code, message, hint, { cause: error });
  if (name === undefined || AccordError.isInstance(error)) return error;
  if (name === 'BUSY' || name === 'LOCKED') {
    return fail('store-locked', `${file} is in use by another process.`, 'Wait until that process has finished, or stop it.');
  }
  if (name === 'CORRUPT' || name === 'NOTADB') {
    const what = name === 'NOTADB' ? 'is no SQLite file' : 'is damaged';
    return fail('store-corrupt', `${file} ${what}.`, 'Check the path; if it is right, restore a copy or make the file again.');
  }
  if (name === 'FULL' || (['IOERR', 'CANTOPEN'].includes(name) && freeBytes(file) < fullBelow)) {
    return fail('disk-full', `The disk is full: ${file} cannot grow.`, 'Make room and run it again; what was committed is kept.');
  }
  if (['IOERR', 'CANTOPEN', 'READONLY', 'PERM'].includes(name)) {
    const doing = name === 'READONLY' || name === 'PERM' ? 'written' : 'opened, read or written';
    return fail('unreadable-file', `${file} cannot be ${doing}: ${(error as Error).message}.`, 'Check the path and its permissions.');
  }
  return error;
}

/** `better-sqlite3` throws a code `SQLITE_BUSY_SNAPSHOT`, `node:sqlite` a number whose low byte is the primary code. */
function resultName(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') return names[errcode & 0xff];
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code.split('_')[1] : undefined;
}

function freeBytes(file: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
