import type { RankingMeasure } from './ranking-measure.ts';

export const recall: RankingMeasure = {
  name: 'R',
  cutoff: 'required',
  description: 'Share of the relevant passages that are among the first k. With one relevant passage a question: the same as Success@k.',
  citation: 'trec_eval recall_k',
  compute({ gains, relevant }, cutoff) {
    if (relevant.length === 0) return 0;
    return gains.slice(0, cutoff).filter((gain) => gain > 0).length / relevant.length;
  },
};
