import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstInvalidUtf8 } from './decode.ts';
import { lines } from './lines.ts';

const collect = async (chunks: Uint8Array[], maxBytes = 1000) => {
  const result: [number, string][] = [];
  for await (const { number, content } of lines(chunks as unknown as AsyncIterable<Uint8Array>, 'f', maxBytes)) {
    result.push([number, typeof content === 'string' ? content : content.code]);
  }
  return result;
};

describe('lines', () => {
  test('do not depend on how the bytes come in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\p{Cc}|^\ufeff/gu, '_'))),
        fc.integer({ min: 3, max: 9 }),
        async (texts, size) => {
          const bytes = Buffer.from(`start\n${texts.join('\n')}\nend`);
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
          expect((await collect(chunks)).map(([, text]) => text)).toEqual(['start', ...texts.join('\n').split('\n'), 'end']);
        },
      ),
    );
  });

  test('line ends, byte order marks, encodings', async () => {
    expect(await collect([Buffer.from('\ufeffa\r\nb\n\nc\n')])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, ''],
      [4, 'c'],
    ]);
    const wide = Buffer.from('\ufeffä\nß', 'utf16le');
    expect(await collect([wide.subarray(0, 3), wide.subarray(3)])).toEqual([
      [1, 'ä'],
      [2, 'ß'],
    ]);
    expect(await collect([wide.swap16()])).toEqual([
      [1, 'ä'],
      [2, 'ß'],
    ]);
  });

  test('a line that is too long or wrong is reported in its place', async () => {
    const chunks = [Buffer.from('ok\n'), Buffer.from('x'.repeat(8)), Buffer.from(`${'y'.repeat(8)}\nok\n`), Buffer.from([0xff, 10, 111])];
    expect(await collect(chunks, 10)).toEqual([
      [1, 'ok'],
      [2, 'too-large'],
      [3, 'ok'],
      [4, 'unreadable-file'],
      [5, 'o'],
    ]);
  });
});

test('firstInvalidUtf8 agrees with the platform on what is valid', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .tuple(fc.string({ unit: 'binary', maxLength: 6 }), fc.uint8Array({ maxLength: 3 }))
      .map(([text, rest]) => Buffer.concat([Buffer.from(text), rest])),
  );
  const isValid = (part: Uint8Array) => {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(bytes, (input) => {
      const at = firstInvalidUtf8(input);
      expect(at === input.length).toBe(isValid(input));
      expect(isValid(input.subarray(0, at))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
