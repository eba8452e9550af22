import { encodeDocuments } from '../../bm25/block.ts';
import { ByteReader, corrupt } from '../../bm25/leb128.ts';

/**
 * A block of BM25 postings of version 1 in today's encoding. All its numbers were LEB128: version, number of documents, number of terms, bytes of the dictionary, its
 * encoding; each document's length; each term's length; the dictionary, in the order of the terms' first occurrence; the lists, as today.
 */
export function fromVersion1(block: Uint8Array): Uint8Array {
  const bytes = new ByteReader(block);
  const [version, span, terms, dictionaryBytes, encoding] = Array.from({ length: 5 }, () => bytes.number()) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (version !== 1) throw corrupt(`its version is ${version}, not 1`);
  if (span + terms + dictionaryBytes > block.length) throw corrupt(`it claims ${span} documents and ${terms} terms`);
  for (let document = 0; document < span; document++) bytes.number();
  const lengths = Array.from({ length: terms }, () => bytes.number());
  const dictionary = Buffer.from(block.buffer, block.byteOffset + bytes.position, dictionaryBytes).toString(
    encoding === 0 ? 'utf8' : 'utf16le',
  );
  bytes.position += dictionaryBytes;

  const documents = Array.from({ length: span }, (): string[] => []);
  let start = 0;
  for (const length of lengths) {
    const term = dictionary.slice(start, start + length);
    start += length;
    let document = -1;
    for (let left = bytes.number(); left > 0; left--) {
      const gap = bytes.number();
      document += gap >>> 1;
      if (gap < 2 || document >= span) throw corrupt(`a list runs past its ${span} documents`);
      for (let i = gap & 1 ? bytes.number() : 1; i > 0; i--) documents[document]!.push(term);
    }
  }
  return encodeDocuments(documents);
}
