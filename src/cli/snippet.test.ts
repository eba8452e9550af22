import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, snippet } from './snippet.ts';

describe('snippet', () => {
  test('a short text stays whole, on one line', () => expect(snippet('One.\n\nTwo  three.')).toBe('One. Two three.'));

  test('a long text is cut between words around the span', () => {
    const text = `${'before '.repeat(50)}HERE it is${' after'.repeat(50)}`;
    const start = text.indexOf('HERE');
    expect(snippet(text, { start, end: start + 10 }, 50)).toBe('… before before HERE it is after after after …');
    expect(snippet(text, undefined, 20)).toBe('before before …');
  });

  test('holds the span where it fits, and never much more than the width', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(words, fc.nat(), (list, seed) => {
        const text = list.join(' ');
        const chosen = seed % list.length;
        const start = list.slice(0, chosen).join(' ').length + (chosen > 0 ? 1 : 0);
        const shown = snippet(text, { start, end: start + list[chosen]!.length }, 60);
        expect(shown).toContain(list[chosen]!);
        expect(shown.length).toBeLessThanOrEqual(64);
        for (const word of shown.split(' ')) expect(['…', ...list]).toContain(word);
      }),
    );
  });

  test('characters that steer a terminal are left out', () => expect(oneLine('a\u001b[2Jb\u0007\r\nc')).toBe('a [2Jb c'));
});
