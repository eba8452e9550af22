import type { RankingMeasure } from './ranking-measure.ts';

export const success: RankingMeasure = {
  name: 'Success',
  cutoff: 'required',
  description: '1 when any relevant passage is among the first k, else 0; also called hit rate or top-k accuracy.',
  citation: 'trec_eval success_k',
  compute({ gains }, cutoff) {
    return gains.slice(0, cutoff).some((gain) => gain > 0) ? 1 : 0;
  },
};
