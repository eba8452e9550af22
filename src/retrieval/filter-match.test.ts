import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Metadata } from '../passage.ts';
import { Filter, parseFilter } from './filter.ts';
import { matches } from './filter-match.ts';

const passage = (metadata: Metadata, more: object = {}) => ({ id: 'p', document: { id: 'd' }, metadata, ...more });

describe('matches', () => {
  test.each<[string, Filter, Metadata, boolean]>([
    ['eq', { field: 'a', eq: 'x' }, { a: 'x' }, true],
    ['eq is case-sensitive', { field: 'a', eq: 'x' }, { a: 'X' }, false],
    ['eq does not convert', { field: 'a', eq: 1 }, { a: '1' }, false],
    ['eq on a boolean', { field: 'a', eq: false }, { a: false }, true],
    ['eq on an array', { field: 'a', eq: 2 }, { a: [1, 2] }, true],
    ['eq on a missing field', { field: 'a', eq: 'x' }, {}, false],
    ['in', { field: 'a', in: ['x', 'y'] }, { a: 'y' }, true],
    ['in without a hit', { field: 'a', in: ['x', 'y'] }, { a: 'z' }, false],
    ['in on an array', { field: 'acl', in: ['sales', 'all'] }, { acl: ['hr', 'all'] }, true],
    ['gt is strict', { field: 'a', gt: 1 }, { a: 1 }, false],
    ['gte', { field: 'a', gte: 1 }, { a: 1 }, true],
    ['lt is strict', { field: 'a', lt: 1 }, { a: 1 }, false],
    ['lte', { field: 'a', lte: 1 }, { a: 1 }, true],
    ['both bounds', { field: 'a', gt: 1, lt: 3 }, { a: 2 }, true],
    ['both bounds on one element', { field: 'a', gt: 1, lt: 3 }, { a: [0, 4] }, false],
    ['a range on an array', { field: 'a', gt: 3 }, { a: [0, 4] }, true],
    ['a number bound on a numeric string', { field: 'a', gt: 1 }, { a: '2' }, false],
    ['a date bound on a number', { field: 'a', gt: '1970' }, { a: 2000 }, false],
    ['dates of different precision', { field: 'a', gte: '2024' }, { a: '2024-01-01T00:00:00Z' }, true],
    ['dates of different zones', { field: 'a', lt: '2024-01-01T00:00:00Z' }, { a: '2024-01-01T00:30:00+01:00' }, true],
    ['a date bound on other text', { field: 'a', gt: '1970' }, { a: 'yesterday' }, false],
    ['exists', { field: 'a', exists: true }, { a: '' }, true],
    ['exists on null', { field: 'a', exists: true }, { a: null }, false],
    ['exists on an empty array', { field: 'a', exists: true }, { a: [] }, false],
    ['exists on an array of null', { field: 'a', exists: true }, { a: [null] }, false],
    ['exists false', { field: 'a', exists: false }, {}, true],
    ['exists false on a value', { field: 'a', exists: false }, { a: 0 }, false],
    ['not on a missing field', { not: { field: 'a', eq: 'x' } }, {}, true],
    [
      'and',
      {
        and: [
          { field: 'a', eq: 1 },
          { field: 'b', eq: 2 },
        ],
      },
      { a: 1, b: 3 },
      false,
    ],
    [
      'or',
      {
        or: [
          { field: 'a', eq: 1 },
          { field: 'b', eq: 2 },
        ],
      },
      { a: 1, b: 3 },
      true,
    ],
    ['a property of every object', { field: 'constructor', exists: true }, {}, false],
    ['own fields come before metadata', { field: 'document.id', eq: 'm' }, { 'document.id': 'm' }, false],
  ])('%s', (_, filter, metadata, expected) => {
    expect(matches(parseFilter(filter), passage(metadata))).toBe(expected);
  });

  test.each(['id', 'title', 'document.id', 'document.version', 'document.uri', 'duplicateCluster'])('own field %s', (field) => {
    const own = { id: 'v', title: 'v', document: { id: 'v', version: 'v', uri: 'v' }, duplicateCluster: 'v' };
    expect(matches({ field, eq: 'v' }, { metadata: {}, ...own })).toBe(true);
    expect(matches({ field, eq: 'w' }, { metadata: {}, ...own })).toBe(false);
  });
});

const field = fc.constantFrom('a', 'b');
const scalar = fc.constantFrom<string | number | boolean>(0, 1, 'x', true, '2024-01-01');
const { filter: anyFilter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    fc.record({ field, eq: scalar }),
    fc.record({ field, in: fc.array(scalar, { minLength: 1 }) }),
    fc.record({ field, gte: fc.constantFrom(0, 1, '2024') }),
    fc.record({ field, exists: fc.boolean() }),
    fc.record({ and: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));
const anyMetadata = fc.dictionary(field, fc.oneof(scalar, fc.constant(null), fc.array(fc.oneof(scalar, fc.constant(null)))));

test('De Morgan, double negation, and parsing changes nothing', () => {
  fc.assert(
    fc.property(anyFilter, anyFilter, anyMetadata, (one, other, metadata) => {
      const holds = (filter: Filter) => matches(filter, passage(metadata));
      expect(holds({ not: { and: [one, other] } })).toBe(holds({ or: [{ not: one }, { not: other }] }));
      expect(holds({ not: { not: one } })).toBe(holds(one));
      expect(parseFilter(one)).toEqual(one);
      expect(Filter.safeParse(one).success).toBe(true);
    }),
  );
});

test.each<[unknown, string]>([
  ['x', 'filter is no object: "x"'],
  [null, 'filter is no object: null'],
  [[], 'filter is no object: []'],
  [{}, 'filter.field is wrong'],
  [{ field: 'a' }, 'filter is wrong: no condition'],
  [{ field: '', eq: 1 }, 'filter.field is wrong'],
  [{ field: 'a', equals: 1 }, 'filter is wrong: Unrecognized key: "equals"'],
  [{ field: 'a', eq: null }, 'filter.eq is wrong'],
  [{ field: 'a', eq: 1, gt: 0 }, 'filter is wrong: Unrecognized key: "gt"'],
  [{ field: 'a', in: [] }, 'filter.in is wrong'],
  [{ field: 'a', in: [1, {}] }, 'filter.in[1] is wrong'],
  [{ field: 'a', exists: 'yes' }, 'filter.exists is wrong'],
  [{ field: 'a', gt: 'last week' }, 'filter.gt is wrong: no ISO 8601 date: "last week"'],
  [{ and: [] }, 'filter.and is no list of filters: []'],
  [{ and: [], or: [] }, 'filter has other keys beside "and"'],
  [{ or: [{ not: { field: 'a', lt: Number.NaN } }] }, 'filter.or[0].not.lt is wrong'],
])('%j is refused: %s', (input, message) => {
  expect(() => parseFilter(input)).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(message) }));
});
