import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { englishAnalyzer } from './english.ts';
import { plainAnalyzer } from './plain.ts';

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/oracles/lucene/fixtures/analysis.json'), 'utf8'));
const texts = (fixture.texts as string[]).map((text, i) => ({ text, i }));

// The larger comparison, over 85,208 passages, is test/oracles/lucene/compare-pool.ts.
describe.each([
  ['english', englishAnalyzer()],
  ['english-keep-stop-words', englishAnalyzer({ stopWords: false })],
  ['plain', plainAnalyzer()],
] as const)('%s', (name, analyzer) => {
  it.each(texts)('gives the terms of Lucene 9.12.1: $text', ({ text, i }) => {
    expect(analyzer.analyze(text)).toEqual(fixture[name][i]);
  });
});

describe('englishAnalyzer', () => {
  it('has a switch for each step, and an id that names those that are off', () => {
    const text = "The Dog's running";
    expect(englishAnalyzer().analyze(text)).toEqual(['dog', 'run']);
    expect(englishAnalyzer({ possessive: false }).analyze(text)).toEqual(["dog'", 'run']);
    expect(englishAnalyzer({ lowerCase: false }).analyze(text)).toEqual(['The', 'Dog', 'run']);
    expect(englishAnalyzer({ stopWords: false }).analyze(text)).toEqual(['the', 'dog', 'run']);
    expect(englishAnalyzer({ stem: false }).analyze(text)).toEqual(['dog', 'running']);
    expect(englishAnalyzer().id).toBe('english/1');
    expect(englishAnalyzer({ stem: false, possessive: false }).id).toBe('english/1+no-possessive+no-stem');
    expect(plainAnalyzer().id).toBe('plain/1');
  });

  it('gives the same terms the second time, and for pieces with a break between', () => {
    const analyzer = englishAnalyzer();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (one, two) => {
        const together = analyzer.analyze(`${one}\n${two}`);
        expect(together).toEqual([...analyzer.analyze(one), ...analyzer.analyze(two)]);
        expect(together).toEqual(englishAnalyzer().analyze(`${one}\n${two}`));
      }),
    );
  });
});
