import type { RankingMeasure } from './ranking-measure.ts';

export const reciprocalRank: RankingMeasure = {
  name: 'RR',
  cutoff: 'optional',
  description: '1 / rank of the first relevant passage (within the first k), 0 when there is none.',
  citation: 'Kantor and Voorhees, The TREC-5 confusion track, Information Retrieval 2 (2000); trec_eval recip_rank',
  compute({ gains }, cutoff) {
    const first = gains.findIndex((gain) => gain > 0);
    return first >= 0 && first < cutoff ? 1 / (first + 1) : 0;
  },
};
