import { expect, test } from 'vitest';
import { readVariants } from './read-variants.ts';

test.each([
  ['JSON', '{"questions": ["Who wrote it?"]}', ['Who wrote it?']],
  ['of rewrites other than decompositions the first', '{"questions": ["Who wrote it?", "When?"]}', ['Who wrote it?']],
  ['JSON in prose, badly written', "Here: {'question': 'Who  wrote\n it?',}", ['Who wrote it?']],
  ['a list of objects', '[{"question": "Who wrote it?"}]', ['Who wrote it?']],
  ['lines', 'Sure!\n1. "Who wrote it?"\n2. When?', ['Who wrote it?']],
  ['nothing', 'I can not.', []],
  ['no letters', '{"questions": ["???", 7]}', []],
])('%s', (_, reply, expected) => {
  expect(readVariants('rephrase', reply)).toEqual(expected);
});

test('a decomposition has at most three parts', () => {
  expect(readVariants('decomposition', '- A?\n- B?\n- C?\n- D?')).toEqual(['A?', 'B?', 'C?']);
});

test.each(['{"questions": ["ASK { ?x ?y ?z }"]}', 'The query:\n```sparql\nASK { ?x\n ?y ?z }\n```'])('a query: %j', (reply) => {
  expect(readVariants('sparql', reply)).toEqual(['ASK { ?x ?y ?z }']);
});
