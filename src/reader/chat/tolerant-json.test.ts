import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tolerantJson } from './tolerant-json.ts';

const beethoven = { answers: [{ answer: 'Beethoven', passage: 1 }] };

describe('tolerantJson', () => {
  test('reads what JSON.parse reads', () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).filter((value) => !('__proto__' in value));
    fc.assert(
      fc.property(record, (value) => {
        const text = JSON.stringify(value);
        // A quotation mark before a comma within a string is taken for its end: the price of mending those inside.
        fc.pre(!/\\"\s*[,:;}\]\\]/.test(text) && !/__proto__/.test(text));
        expect(tolerantJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each<[string, string, unknown]>([
    ['prose around it', 'Sure! Here it is [1]:\n{"answers": [{"answer": "Beethoven", "passage": 1}]} I hope', beethoven],
    ['a code fence', '```json\n{"answers": [{"answer": "Beethoven", "passage": 1}]}\n```', beethoven],
    ['single quotes', "{'answers': [{'answer': 'Beethoven', 'passage': 1}]}", beethoven],
    ['typographic quotes', '{“answers”: [{“answer”: “Beethoven”, “passage”: 1}]}', beethoven],
    ['keys without quotes', '{answers: [{answer: "Beethoven", passage: 1}]}', beethoven],
    ['trailing commas', '{"answers": [{"answer": "Beethoven", "passage": 1,},],}', beethoven],
    ['missing commas', '{"answers": [{"answer": "Beethoven" "passage": 1}]}', beethoven],
    ['cut off in a string', '{"answers": [{"passage": 1, "answer": "Beethoven', { answers: [{ passage: 1, answer: 'Beethoven' }] }],
    ['cut off after a key', '{"answers": [{"answer": "Beethoven", "passage": 1, "quote":', beethoven],
    ['Python', "{'a': True, 'b': None, 'c': False}", { a: true, b: null, c: false }],
    ['quotes in a string', '{"answer": "the "best" one", "passage": 2}', { answer: 'the "best" one', passage: 2 }],
    ['an apostrophe in single quotes', "{'answer': 'the king's men', 'passage': 2}", { answer: "the king's men", passage: 2 }],
    ['a line break in a string', '{"answer": "one\ntwo"}', { answer: 'one\ntwo' }],
    ['a value without quotes', '{"answer": Beethoven, "passage": 1}', { answer: 'Beethoven', passage: 1 }],
    ['a list of texts', 'Answers: ["a", "b"]', ['a', 'b']],
    ['no JSON', 'The answer is Beethoven [1].', undefined],
    ['nothing', '', undefined],
  ])('%s', (_name, text, expected) => {
    expect(tolerantJson(text)).toEqual(expected);
  });

  test('ends on any text', () => {
    const part = fc.constantFrom('{', '}', '[', ']', '"', "'", ':', ',', '\\', '\\u', 'a', '1', ' ', '\n', '“', '”');
    fc.assert(fc.property(fc.array(part, { maxLength: 60 }), (parts) => void tolerantJson(parts.join(''))));
    expect(tolerantJson(`${'['.repeat(5000)}1`)).toBeUndefined();
  });
});
