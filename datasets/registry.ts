/** Where a benchmark's parts lie; paths are relative to the data directory, without `.jsonl` or `.jsonl.gz`. */
export interface DatasetDeclaration {
  title: string;
  citation: string;
  split: string;
  /** Rows `{id, title?, text, source?, publishedAt?}`; with `pooled` the contexts of the questions, each once. */
  passages: string;
  pooled?: true;
  /** Rows `{id, question, answers[]}`. */
  questions: string;
  /**
   * Rows `{id, pos[], pos_near[]}`: right passages for a question and their near duplicates. With `graded` rows `{id, meta: {qrels: {passage: grade}}}` or,
   * with `pooled`, `{id, contexts[{id, label}]}`; such benchmarks have no answers, and R@k and RR count every grade above 0.
   */
  judgements: string;
  graded?: true;
  /** Rows `{id, near: [{id}]}`: which passage a near duplicate duplicates, where a question has several right ones. */
  nearDuplicates?: string;
  /** Rows `{id, question, answers[], contexts[{id, title?, text, gold}]}`: questions with the passages that were annotated for them. */
  gold?: string;
}

const wikipedia = { passages: 'wiki_pool/passages', nearDuplicates: 'wiki_pool/near_duplicates' };

export const datasets = {
  nq: {
    ...wikipedia,
    title: 'Natural Questions (open), questions with an annotated passage',
    citation: 'Kwiatkowski et al., Natural Questions: a benchmark for question answering research, TACL 7 (2019)',
    split: 'test',
    questions: 'nq_gold/oracle_dev',
    judgements: 'rerank_bm25/nq_test_oracle2655',
    gold: 'nq_gold/oracle_dev',
  },
  squad: {
    ...wikipedia,
    title: 'SQuAD 1.1, one question a paragraph',
    citation: 'Rajpurkar et al., SQuAD: 100,000+ questions for machine comprehension of text, EMNLP 2016',
    split: 'dev',
    questions: 'rerank_bm25/squad_dev_1q_per_para',
    judgements: 'rerank_bm25/squad_dev_1q_per_para',
    gold: 'squad_v1/dev',
  },
  hotpotqa: {
    ...wikipedia,
    title: 'HotpotQA, two supporting passages a question',
    citation: 'Yang et al., HotpotQA: a dataset for diverse, explainable multi-hop question answering, EMNLP 2018',
    split: 'dev',
    questions: 'rerank_bm25/hotpot_dev1100',
    judgements: 'rerank_bm25/hotpot_dev1100',
  },
  '2wiki': {
    ...wikipedia,
    title: '2WikiMultihopQA, one to four supporting passages a question',
    citation: 'Ho et al., Constructing a multi-hop QA dataset for comprehensive evaluation of reasoning steps, COLING 2020',
    split: 'dev',
    questions: 'rerank_bm25/2wiki_linked',
    judgements: 'rerank_bm25/2wiki_linked',
  },
  scifact: {
    title: 'SciFact (BEIR), scientific claims against abstracts',
    citation: 'Wadden et al., Fact or fiction: verifying scientific claims, EMNLP 2020',
    split: 'dev',
    passages: 'beir_scifact/passages',
    questions: 'beir_scifact/dev',
    judgements: 'beir_scifact/dev',
    graded: true,
  },
  nfcorpus: {
    title: 'NFCorpus (BEIR), health questions against abstracts, graded',
    citation: 'Boteva et al., A full-text learning to rank dataset for medical information retrieval, ECIR 2016',
    split: 'test',
    passages: 'beir_nfcorpus/passages',
    questions: 'beir_nfcorpus/test',
    judgements: 'beir_nfcorpus/test',
    graded: true,
  },
  'trec-dl': {
    title: 'TREC Deep Learning 2019, passages that six systems retrieved, graded',
    citation: 'Craswell et al., Overview of the TREC 2019 deep learning track, 2020',
    split: '2019',
    passages: 'msmarco_trecdl/dl19',
    pooled: true,
    questions: 'msmarco_trecdl/dl19',
    judgements: 'msmarco_trecdl/dl19',
    graded: true,
  },
} satisfies Record<string, DatasetDeclaration>;

export type DatasetName = keyof typeof datasets;

/** The bundled sample: what `nq` runs on where there is no data. */
export const sampleDataset: DatasetDeclaration = {
  title: 'Bundled sample',
  citation: 'accord-rag',
  split: 'sample',
  passages: 'passages',
  questions: 'questions',
  judgements: 'questions',
};
