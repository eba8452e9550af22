import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventData } from './event-stream.ts';

async function* pieces(texts: readonly string[]) {
  yield* texts;
}

async function collect(texts: readonly string[]) {
  const found: string[] = [];
  for await (const data of eventData(pieces(texts))) found.push(data);
  return found;
}

test.each([
  ['data: a\n\ndata: b\n\n', ['a', 'b']],
  ['data:a\r\n\r\ndata: b\r\rdata:  c\n\n', ['a', 'b', ' c']],
  [': comment\nevent: x\nid: 1\ndata: a\ndata: b\n\n', ['a\nb']],
  ['data: a\n\ndata: [DONE]', ['a', '[DONE]']],
  ['event: ping\n\n', []],
  ['', []],
])('%j', async (text, expected) => {
  expect(await collect([text])).toEqual(expected);
});

test('pieces may end anywhere', async () => {
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  const line = fc.stringMatching(/^[a-z{}": ]{1,8}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      lineEnd,
      fc.array(fc.nat(20), { maxLength: 20 }),
      async (lines, end, cuts) => {
        const text = lines.map((content) => `data: ${content}${end}${end}`).join('');
        const parts: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          parts.push(text.slice(at, at + cut));
          at += cut;
        }
        parts.push(text.slice(at));
        expect(await collect(parts)).toEqual(lines);
      },
    ),
  );
});
