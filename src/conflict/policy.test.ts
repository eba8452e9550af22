import { describe, expect, test } from 'vitest';
import { namedSources, type PolicyInput, parsePolicy, presets } from './policy.ts';

describe('parsePolicy', () => {
  test('every preset is a policy; fields go before the preset', () => {
    for (const name of Object.keys(presets)) expect(parsePolicy(name as PolicyInput)).toMatchObject(presets[name as keyof typeof presets]);
    expect(parsePolicy({ preset: 'cautious', risk: 0.5 })).toMatchObject({ dial: 0.4, risk: 0.5 });
  });

  test.each<[unknown, string]>([
    ['strict', 'There is no policy "strict".'],
    [3, '3 is no policy.'],
    [null, 'null is no policy.'],
    [['newest'], '["newest"] is no policy.'],
    [{ dial: 2 }, "The policy's dial is 2"],
    [{ margins: { authority: -1 } }, "The policy's margins.authority is -1"],
    [{ order: ['source', 'source'] }, 'names a criterion twice'],
    [{ presett: 'newest' }, 'presett'],
    [{ sources: ['law'] }, 'The preference "law" cannot be read.'],
    [{ sources: ['a > b', 'b > c > a'] }, 'a > b > c > a'],
    [{ order: ['level'], sources: ['law > blog'] }, 'The policy prefers "law > blog" but leaves "source" out of its order ["level"].'],
    [{ order: ['level'], recency: 'always' }, 'The policy wants newer claims always but leaves "recency" out of its order ["level"].'],
  ])('refuses %j with the value and the fix', (policy, message) => {
    const parse = () => parsePolicy(policy as PolicyInput);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid-config', hint: expect.stringMatching(/./) }));
  });

  test('a scope may turn a general preference round', () => {
    expect(() => parsePolicy({ sources: ['law > blog', 'recipes: blog > law'] })).not.toThrow();
  });
});

test('namedSources are those of preferences, of any scope, and of authorities', () => {
  expect(namedSources({ sources: ['law > blog', 'dosage: label > article'], authorities: { press: 0.5 } })).toEqual([
    'article',
    'blog',
    'label',
    'law',
    'press',
  ]);
  expect(namedSources()).toEqual([]);
});
