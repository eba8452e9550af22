import { describe, expect, test } from 'vitest';
import { duration, progressLine } from './progress-line.ts';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, written, write: (text: string) => written.push(text) };
}

describe('progressLine', () => {
  test('rewrites one line on a terminal, at most ten times a second, and wipes it at the end', () => {
    const stream = fakeStream(true);
    let time = 0;
    const onProgress = progressLine(stream, () => time);
    for (; time <= 1000; time += 10) onProgress({ stage: 'encode', done: time / 10, total: 1000 });
    expect(stream.written.length).toBe(11);
    expect(stream.written.every((text) => text.startsWith('\r\u001b[2K') && !text.includes('\n'))).toBe(true);
    expect(stream.written.at(-1)).toBe('\r\u001b[2Kencode 100/1,000 (10 %) · 100/s · 9 s left');
    onProgress.end();
    expect(stream.written.at(-1)).toBe('\r\u001b[2K');
  });

  test('writes one line every ten seconds without a terminal, nothing for quick work', () => {
    const stream = fakeStream(false);
    let time = 0;
    const onProgress = progressLine(stream, () => time);
    for (; time <= 25_000; time += 500) onProgress({ stage: 'read', done: time / 500 });
    onProgress.end();
    expect(stream.written).toEqual(['read 20 · 2.0/s\n', 'read 40 · 2.0/s\n']);
  });

  test('estimates from the last seconds: a quick start out of a cache does not count', () => {
    const stream = fakeStream(true);
    let time = 0;
    const onProgress = progressLine(stream, () => time);
    onProgress({ stage: 'encode', done: 0, total: 10_000 });
    time = 100;
    onProgress({ stage: 'encode', done: 9_000, total: 10_000 });
    for (let done = 9_000; done <= 9_500; done += 10) {
      time += 1000;
      onProgress({ stage: 'encode', done, total: 10_000 });
    }
    expect(stream.written.at(-1)).toContain('9,500/10,000 (95 %) · 10/s · 50 s left');
  });

  test('begins anew with each stage', () => {
    const stream = fakeStream(true);
    let time = 0;
    const onProgress = progressLine(stream, () => time);
    onProgress({ stage: 'read', done: 0 });
    time = 1000;
    onProgress({ stage: 'read', done: 50 });
    time = 2000;
    onProgress({ stage: 'encode', done: 0, total: 0 });
    expect(stream.written.map((text) => text.slice(5))).toEqual(['read 0', 'read 50 · 50/s', 'encode 0/0 (100 %)']);
  });

  test('cuts the line to the width of the terminal', () => {
    const stream = fakeStream(true);
    progressLine(stream)({ stage: 'x'.repeat(200), done: 1 });
    expect(stream.written[0]).toBe(`\r\u001b[2K${'x'.repeat(59)}`);
  });

  test('end without a drawn line writes nothing', () => {
    const stream = fakeStream(true);
    progressLine(stream).end();
    expect(stream.written).toEqual([]);
  });

  test.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [185, '3:05 min'],
    [7620, '2:07 h'],
  ])('duration %d s is told as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});
