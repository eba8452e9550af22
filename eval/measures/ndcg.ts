import type { RankingMeasure } from './ranking-measure.ts';

export const nDCG: RankingMeasure = {
  name: 'nDCG',
  cutoff: 'optional',
  description:
    'Discounted cumulative gain of the first k, gain = relevance, discount = log2(rank + 1), over that of the best possible order.',
  citation: 'Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 20 (2002); trec_eval ndcg, ndcg_cut_k',
  compute({ gains, relevant }, cutoff) {
    const ideal = discounted(relevant.toSorted((a, b) => b - a).slice(0, cutoff));
    return ideal === 0 ? 0 : discounted(gains.slice(0, cutoff)) / ideal;
  },
};

function discounted(gains: number[]): number {
  return gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}
