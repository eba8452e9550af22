import { describe, expect, it } from 'vitest';
import { suites } from './index.ts';
import { splitTitle } from './split-title.ts';

describe('splitTitle', () => {
  it.each<[string, string | undefined]>([
    ['Sherborne Sherborne is a market town', 'Sherborne'],
    ['The Heat (Needtobreathe album) The Heat is the first', 'The Heat (Needtobreathe album)'],
    ['Sherbourne, Warwickshire Sherbourne is a village', 'Sherbourne, Warwickshire'],
    ['Bobby Carpenter (American football) Robert Joseph Carpenter, III (born 1983) is', 'Bobby Carpenter (American football)'],
    ['Students of America ( HOSA ) Student Athletic Training', undefined],
    ['of the 80s of the best', undefined],
    ['He was born in Paris.', undefined],
    ['', undefined],
  ])('%s', (text, title) => {
    const split = splitTitle(text);
    expect(split.title).toBe(title);
    expect(`${title === undefined ? '' : `${title} `}${split.text}`).toBe(text);
  });
});

// RAMDocs is not part of the project.
describe.skipIf(!process.env.RAG_DATA_DIR)('ramdocs with oracle claims', () => {
  it('beats the union of all answers and the majority', async () => {
    const report = await suites.ramdocs!.run({ claims: 'oracle' });
    const strict = (system: string) => report.systems[system]!.Strict!.value!;
    expect(strict('accord')).toBeGreaterThanOrEqual(0.44);
    // Known from counting normalised answers.
    expect(strict('union of all')).toBeCloseTo(0.414, 2);
    expect(strict('majority vote')).toBeCloseTo(0.264, 2);
  });

  it('follows policy and limit', async () => {
    const report = await suites.ramdocs!.run({ claims: 'oracle', policy: 'official-sources', limit: 20, seed: 1 });
    expect(report.rows).toHaveLength(20);
    expect(report.rows.every(({ predictions }) => predictions.accord!.length <= 1)).toBe(true);
    await expect(suites.ramdocs!.run({ claims: 'oracle', policy: 'careless' })).rejects.toThrow('careless');
  });
});
