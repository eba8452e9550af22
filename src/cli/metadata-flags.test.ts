import { expect, test } from 'vitest';
import { metadataOf } from './metadata-flags.ts';

test('flags become fields; --set takes JSON where it is JSON', () => {
  const set = ['year=2020', 'open=true', 'tags=["a","b"]', 'name=Ada = Lovelace', 'zip=01234', 'empty='];
  expect(metadataOf({ source: 'handbook', authority: '2', publishedAt: undefined, set })).toEqual({
    source: 'handbook',
    authority: '2',
    year: 2020,
    open: true,
    tags: ['a', 'b'],
    name: 'Ada = Lovelace',
    zip: '01234',
    empty: '',
  });
});

test.each(['novalue', '=x', ''])('refuses --set %j', (text) => {
  expect(() => metadataOf({ set: [text] })).toThrow(expect.objectContaining({ code: 'invalid-config' }));
});
