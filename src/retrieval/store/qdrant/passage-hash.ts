import { createHash } from 'node:crypto';
import type { Passage } from '../../../passage.ts';

/** Changes when the sparse or the dense vector would: hash of title, text and the vector brought along. */
export function textHash({ title, text }: Passage, vector: Float32Array | undefined): string {
  const hash = createHash('sha256').update(JSON.stringify([title, text]));
  if (vector) hash.update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  return shorten(hash.digest());
}

/** Changes when any field does, whatever the order of the metadata's keys. */
export function passageHash({ id, title, text, document, span, metadata, duplicateCluster }: Passage): string {
  const entries = Object.entries(metadata).sort(([x], [y]) => (x < y ? -1 : 1));
  const { id: documentId, version, uri } = document;
  const fields = [id, title, text, documentId, version, uri, span?.start, span?.end, duplicateCluster, entries];
  return shorten(createHash('sha256').update(JSON.stringify(fields)).digest());
}

/** 128 bits are enough to tell the versions of one passage apart. */
function shorten(digest: Buffer): string {
  return digest.toString('base64url', 0, 16);
}
