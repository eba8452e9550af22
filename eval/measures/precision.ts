import type { RankingMeasure } from './ranking-measure.ts';

export const precision: RankingMeasure = {
  name: 'P',
  cutoff: 'required',
  description: 'Share of the first k places that hold a relevant passage; places left empty count as misses.',
  citation: 'trec_eval P_k',
  compute({ gains }, cutoff) {
    return gains.slice(0, cutoff).filter((gain) => gain > 0).length / cutoff;
  },
};
