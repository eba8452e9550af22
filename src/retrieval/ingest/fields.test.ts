import { describe, expect, test } from 'vitest';
import { normaliseDate, parseFields } from './fields.ts';

describe('parseFields', () => {
  test('well-known fields are typed and normalised, others become metadata', () => {
    expect(
      parseFields(
        {
          _id: 12,
          title: 'T',
          version: 3,
          url: 'https://a.b/c',
          published_at: '2024-05-31T10:00:00+02:00',
          'valid-from': '2024-01',
          authority: '0.8',
          acl: 'staff, board,',
          supersedes: 'old',
          year: 2024,
          tags: ['a', 'b'],
          nothing: null,
          empty: '',
          metadata: { lang: 'en', nested: { deep: true } },
        },
        'x',
      ),
    ).toEqual({
      id: '12',
      title: 'T',
      version: '3',
      uri: 'https://a.b/c',
      metadata: {
        url: 'https://a.b/c',
        publishedAt: '2024-05-31T08:00:00.000Z',
        validFrom: '2024-01',
        authority: 0.8,
        acl: ['staff', 'board'],
        supersedes: 'old',
        year: 2024,
        tags: ['a', 'b'],
        lang: 'en',
        'nested.deep': true,
      },
    });
  });

  test('the canonical name wins over another spelling', () => {
    expect(parseFields({ publishedAt: '2024-01-01', date: '2020-01-01' }, 'x').metadata).toEqual({ publishedAt: '2024-01-01' });
    expect(parseFields({ date: '2020-01-01', publishedAt: '2024-01-01' }, 'x').metadata).toEqual({ publishedAt: '2024-01-01' });
  });

  test.each([
    [
      { publishedAt: 'yesterday' },
      'a.csv, row 7: field "publishedAt" is not an ISO 8601 date such as 2024-05-31 or 2024-05-31T12:00:00Z; got "yesterday".',
    ],
    [{ validTo: '2023-02-30' }, '"validTo" is not an ISO 8601 date'],
    [{ validTo: 20230230 }, '"validTo" is not valid (must be an ISO 8601 date); got 20230230'],
    [{ authority: 'high' }, '"authority" must be a number; got "high"'],
    [{ authority: true }, '"authority" must be a number; got true'],
    [{ acl: 5 }, '"acl" must be a list of names, or names separated by commas; got 5'],
    [{ acl: ['a', 1] }, '"acl" must be a list of names'],
    [{ source: ['a'] }, '"source" must be a string; got ["a"]'],
    [{ id: '  ' }, '"id" must not be empty'],
    [{ links: [{ a: 1 }] }, '"links" must be a string, number, boolean or a list of those; got [{"a":1}]'],
  ])('%j is refused', (raw, message) => {
    expect(() => parseFields(raw, 'a.csv, row 7')).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(message) }),
    );
  });

  test('dates', () => {
    expect(
      ['2024', '2024-02', '2024-02-29', '2024-02-29 12:30', '2024-02-29T23:00:00-02:00', '2024-02-30', '31.12.2024', '12'].map(
        normaliseDate,
      ),
    ).toEqual(['2024', '2024-02', '2024-02-29', '2024-02-29T12:30:00.000Z', '2024-03-01T01:00:00.000Z', undefined, undefined, undefined]);
  });
});
