import { describe, expect, it } from 'vitest';
import { equivalent } from '../src/conflict/equivalence/equivalent.ts';
import { equivalencePairs } from './equivalence-pairs.ts';

// Made of alias lists that are not part of the project.
describe.skipIf(!process.env.RAG_DATA_DIR)('equivalence of answers on alias lists (test split)', () => {
  it('joins few answers that differ and a good part of the names of one thing', async () => {
    const pairs = await equivalencePairs({ split: 'test' });
    const share = (set: string, same: boolean) => {
      const of = pairs.filter((pair) => pair.set === set && pair.same === same);
      return of.filter(({ a, b }) => equivalent(a, b)).length / of.length;
    };
    console.log(
      ['triviaqa', 'nq', 'webquestions']
        .map((set) => `${set}: recall ${share(set, true).toFixed(3)}, false ${share(set, false).toFixed(4)}`)
        .join('\n'),
    );
    expect(share('triviaqa', false)).toBeLessThan(0.005);
    expect(share('webquestions', false)).toBeLessThan(0.01);
    expect(share('nq', false)).toBeLessThan(0.03);
    expect(share('triviaqa', true)).toBeGreaterThan(0.15);
    expect(share('nq', true)).toBeGreaterThan(0.2);
  });
});
