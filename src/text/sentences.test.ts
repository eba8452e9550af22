import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentences } from './sentences.ts';

const split = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end));

/** Each case is written as the expected sentences; the text is those joined by the separator. */
const cases: Record<string, string[]> = {
  'plain sentences': ['Hello World.', 'My name is Jonas.', 'What is your name?', 'There it is!', 'I found it.'],
  titles: ['Dr. Smith met Mrs. Jones and Gen. Lee at St. Mary.', 'They left.'],
  initials: ['The book by J. R. R. Tolkien and John F. Kennedy sold well.', 'It was by J.K. Rowling, not by E.M. Forster.', 'He read it.'],
  'initial at the end': ['He took vitamin C.', 'The dose was small.'],
  'acronym inside': ['The U.S. Senate met at 5 p.m. Eastern time.', 'Nobody came.'],
  'acronym at the end': ['He lives in the U.S.', 'She does not.', 'They met at 5 p.m.', 'It rained.'],
  decimals: ['The value is 3.14 or 1,000.5 metres.', 'Version 2.0.1 is out.'],
  numbers: ['See No. 5 and Fig. 2 in Vol. IV, pp. 12.', 'He said no.', 'The end came on Jan. 3, 1990.'],
  'circa and born': ['Plato (c. 428 BC) taught Aristotle (b. 384 BC).', 'Both wrote.'],
  'e.g. and i.e.': ['Some metals, e.g. Iron or i.e. Steel, rust.', 'Gold does not.'],
  'et al.': ['As shown by Vaswani et al. (2017), attention suffices.', 'Etc. is ambiguous.'],
  company: ['Apple Inc. Chief Tim Cook spoke.', 'He sold Acme Inc.', 'The price was low.'],
  quotations: ['"Stop!" he cried.', 'She said: "I will not."', '“Why?” asked Tom.', 'He left.'],
  parentheses: ['He agreed (in part.)', '(She did not agree.)', 'So be it.'],
  ellipsis: ['Well … it happened ... slowly.', 'And then...', 'Nothing.'],
  'exclamation inside a name': ['He worked at Yahoo! for years.', 'Then he left.'],
  citations: ['The war ended in 1945.[12]', 'Peace followed.[3][4]', 'It lasted.'],
  'several marks': ['Really?!', 'Yes!!!', 'No.'],
  'begins with a number': ['It ended in 1945.', '1946 was better.'],
  'web address': ['See example.com/a.b?c=d for more.', 'It is free.'],
  Hindi: ['यह पहला वाक्य है।', 'यह दूसरा है।'],
  Arabic: ['هل هذا صحيح؟', 'نعم.'],
  Russian: ['Это первое предложение.', 'А это второе!'],
};

describe('sentences', () => {
  for (const [name, expected] of Object.entries(cases)) {
    test(name, () => {
      expect(split(expected.join(' '))).toEqual(expected);
      expect(split(expected.join('\n\n'))).toEqual(expected);
    });
  }

  test('Chinese and Japanese need no space', () => {
    expect(split('这是第一句。这是第二句！是吗？')).toEqual(['这是第一句。', '这是第二句！', '是吗？']);
    expect(split('「行く。」と言った。')).toEqual(['「行く。」', 'と言った。']);
  });

  test('a wrapped line is no end, a blank line, a list item, a heading and a table row are', () => {
    expect(split('A line that\nwraps on. Next\nsentence.')).toEqual(['A line that\nwraps on.', 'Next\nsentence.']);
    expect(split('Title without end\n\nBody text.')).toEqual(['Title without end', 'Body text.']);
    expect(split('Buy:\n- milk\n- eggs and\n  ham\n1. First. Really.\n2. Second')).toEqual([
      'Buy:',
      '- milk',
      '- eggs and\n  ham',
      '1. First.',
      'Really.',
      '2. Second',
    ]);
    expect(split('# Heading\nText here.\r\n## Sub\r\nMore')).toEqual(['# Heading', 'Text here.', '## Sub', 'More']);
    expect(split('Name | Age\nAda | 36\nEnd.')).toEqual(['Name | Age', 'Ada | 36', 'End.']);
  });

  test('empty and blank texts have no sentences', () => {
    expect(sentences('')).toEqual([]);
    expect(sentences(' \n\t ')).toEqual([]);
  });

  test('covers all but white space, in order, without overlap, and depends on nothing but its text', () => {
    const piece = fc.constantFrom(
      'Dr. ',
      'A. ',
      'x',
      '. ',
      '? ',
      '...',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      '"',
      ')',
      '。',
      ' ',
      '\u{1f600}',
      'The ',
      '[1]',
      '|',
      '\t',
      '#',
    );
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const spans = sentences(text);
        let at = 0;
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(text.slice(at, start).trim()).toBe('');
          expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
        expect(sentences(text)).toEqual(spans);
      }),
      { numRuns: 2000 },
    );
  });

  test('hostile input ends within the time limit of the test and loses nothing', () => {
    for (const unit of ['.', '" ', '. ', '\n', ' ', 'a.b', '((', '[', '1. ', '| ', 'x', 'Mr. ', '\n \t']) {
      const text = unit.repeat(300_000 / unit.length);
      const kept = sentences(text).map(({ start, end }) => text.slice(start, end));
      expect(kept.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }
  });
});
