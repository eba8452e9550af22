import { isUtf8 } from 'node:buffer';
import { AccordError } from '../../errors.ts';

/** The encoding that a byte order mark announces. */
export function byteOrderMark(bytes: Uint8Array): { encoding: 'utf-8' | 'utf-16le' | 'utf-16be'; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}

/** Whether the bytes are no text: a NUL byte, or more than one control character in twenty, among the first 8 KiB. */
export function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 8192);
  let control = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++;
  }
  return control * 20 > head.length;
}

/**
 * Bytes to text: UTF-8 (with or without byte order mark) or UTF-16 by byte order mark, else `declared` (an encoding label of the
 * WHATWG Encoding Standard) where the document states one.
 *
 * @throws AccordError `unreadable-file` for binary data or a wrong encoding, with the byte offset
 */
export function decodeText(bytes: Uint8Array, name: string, declared?: string): string {
  const mark = byteOrderMark(bytes);
  if (!mark && looksBinary(bytes)) throw binary(name);
  if (mark && mark.encoding !== 'utf-8') return decodeAs(bytes.subarray(mark.length), mark.encoding, name);
  const body = mark ? bytes.subarray(mark.length) : bytes;
  if (isUtf8(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  if (declared && !mark && !/^utf-?8$/i.test(declared)) return decodeAs(body, declared, name);
  throw wrongEncoding(name, firstInvalidUtf8(body) + (mark?.length ?? 0));
}

/** Bytes 0x80 to 0x9f of windows-1252, which some releases of Node decode as Latin-1. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeAs(bytes: Uint8Array, encoding: string, name: string): string {
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    const text = decoder.decode(bytes);
    return decoder.encoding === 'windows-1252'
      ? text.replace(/[\x80-\x9f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80]!)
      : text;
  } catch (cause) {
    throw new AccordError(
      'unreadable-file',
      `${name} says that it is ${encoding}, but it is not, or that encoding is unknown.`,
      'Save the file as UTF-8.',
      { cause },
    );
  }
}

export function binary(name: string): AccordError {
  return new AccordError(
    'unreadable-file',
    `${name} is binary, not text.`,
    'Give it the extension of its format (.pdf, .html, …), or leave it out.',
  );
}

export function wrongEncoding(name: string, offset: number): AccordError {
  return new AccordError(
    'unreadable-file',
    `${name} has the wrong encoding: byte ${offset} is not valid UTF-8.`,
    `Convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEWFILE`,
  );
}

/** Offset of the first byte that no valid UTF-8 sequence covers (Unicode 16, table 3-7), or the length. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.length) return at;
    for (let i = 1; i < length; i++) {
      const byte = bytes[at + i]!;
      const low = i === 1 && lead === 0xe0 ? 0xa0 : i === 1 && lead === 0xf0 ? 0x90 : 0x80;
      const high = i === 1 && lead === 0xed ? 0x9f : i === 1 && lead === 0xf4 ? 0x8f : 0xbf;
      if (byte < low || byte > high) return at;
    }
    at += length;
  }
  return at;
}
