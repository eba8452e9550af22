import { createHash } from 'node:crypto';
import { readBytes } from './read-bytes.ts';

export interface Fingerprint {
  /** SHA-256 of the uncompressed bytes. */
  hash: string;
  /** How many lines hold a row. */
  rows: number;
}

const lineFeed = 0x0a;

export async function fingerprint(path: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let rows = 0;
  let inRow = false;
  for await (const bytes of readBytes(path)) {
    hash.update(bytes);
    for (const byte of bytes) {
      if (byte === lineFeed) inRow = false;
      else if (!inRow && byte > 0x20) {
        inRow = true;
        rows++;
      }
    }
  }
  return { hash: hash.digest('hex'), rows };
}
