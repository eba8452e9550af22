import type { RankingMeasure } from './ranking-measure.ts';

export const averagePrecision: RankingMeasure = {
  name: 'AP',
  cutoff: 'optional',
  description:
    'Precision at the rank of each relevant passage (within the first k), summed and divided by the number of relevant passages.',
  citation: 'Buckley and Voorhees, Evaluating evaluation measure stability, SIGIR 2000; trec_eval map, map_cut_k',
  compute({ gains, relevant }, cutoff) {
    if (relevant.length === 0) return 0;
    let found = 0;
    let sum = 0;
    gains.slice(0, cutoff).forEach((gain, index) => {
      if (gain > 0) sum += ++found / (index + 1);
    });
    return sum / relevant.length;
  },
};
