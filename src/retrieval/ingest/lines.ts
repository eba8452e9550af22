import { Buffer, isUtf8 } from 'node:buffer';
import { AccordError } from '../../errors.ts';
import { binary, byteOrderMark, firstInvalidUtf8, looksBinary, wrongEncoding } from './decode.ts';

export interface Line {
  /** From 1. */
  number: number;
  /** The line without its end, or why it cannot be used. */
  content: string | AccordError;
}

/**
 * Lines of a byte stream. Memory stays bounded by `maxBytes` a line: a longer line is passed over and reported in its place.
 *
 * @throws AccordError `unreadable-file` where the first bytes are binary
 */
export async function* lines(stream: AsyncIterable<Uint8Array>, name: string, maxBytes: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 1;
  let offset = 0;
  const take = (end: Uint8Array): Line => {
    const length = size + end.length;
    const lineStart = offset;
    offset += length + 1;
    const kept = parts;
    parts = [];
    size = 0;
    if (length > maxBytes) return { number: number++, content: tooLong(name, number - 1, maxBytes) };
    const bytes = kept.length === 0 ? end : Buffer.concat([...kept, end]);
    if (!isUtf8(bytes))
      return { number: number++, content: wrongEncoding(`${name}, line ${number - 1}`, lineStart + firstInvalidUtf8(bytes)) };
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return { number: number++, content: line.endsWith('\r') ? line.slice(0, -1) : line };
  };
  for await (const chunk of utf8(stream, name)) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield take(chunk.subarray(from, at));
      from = at + 1;
    }
    const rest = chunk.subarray(from);
    size += rest.length;
    if (size > maxBytes) parts = [];
    else if (rest.length > 0) parts.push(rest);
  }
  if (size > 0) yield take(new Uint8Array(0));
}

function tooLong(name: string, line: number, maxBytes: number): AccordError {
  return new AccordError(
    'too-large',
    `${name}, line ${line} is longer than ${maxBytes} bytes.`,
    'Split it, raise the limit (option maxDocumentBytes), or skip and count such lines with --skip-invalid (option skipInvalid).',
  );
}

/** The stream as UTF-8 without byte order mark. */
async function* utf8(stream: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let first = true;
  for await (const bytes of stream) {
    let chunk = bytes;
    if (first) {
      first = false;
      const mark = byteOrderMark(chunk);
      if (!mark && looksBinary(chunk)) throw binary(name);
      if (mark && mark.encoding !== 'utf-8') decoder = new TextDecoder(mark.encoding, { fatal: false });
      chunk = chunk.subarray(mark?.length ?? 0);
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
}
