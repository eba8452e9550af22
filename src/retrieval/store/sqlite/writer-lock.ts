import { statSync, unlinkSync } from 'node:fs';
import { AccordError } from '../../../errors.ts';
import { Database } from '../../../sqlite/database.ts';

/**
 * Makes this the one writer of the store until the returned function is called or the process ends, however it ends: the lock is SQLite's
 * on an empty file beside the store, which the operating system gives back by itself. The store's own lock would end with each commit.
 *
 * @throws AccordError `store-locked` where there is a writer.
 */
export async function lockForWriting(file: string): Promise<() => void> {
  const path = `${file}-writer`;
  for (;;) {
    const before = inode(path);
    const lock = await Database.open(path, { busyTimeout: 0 });
    try {
      lock.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      lock.close();
      if (!AccordError.isInstance(cause) || cause.code !== 'store-locked') throw cause;
      const hint = 'Close it there first, or open it read-only: searching goes on while another process writes.';
      throw new AccordError('store-locked', `${file} is open for writing elsewhere.`, hint, { cause });
    }
    // A lock on a file that its last holder removed, after we had opened it, is one that nobody else would see.
    if (before !== undefined && before === inode(path)) return () => release(path, lock);
    lock.close();
  }
}

function release(path: string, lock: Database): void {
  try {
    unlinkSync(path);
  } catch {
    // Where open files cannot be removed (Windows), it stays.
  }
  lock.close();
}

function inode(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
