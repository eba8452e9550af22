import { z } from 'zod';
import { JudgeOptions } from '../../src/rerank/llm-judge/options.ts';

/** Parts of the data set; prompts are developed on train. */
export const judgeSplits = {
  train: 'rerank_bm25/nq_train_qed',
  dev: 'rerank_bm25/nq_dev_qed_minus_oracle',
  test: 'rerank_bm25/nq_test_oracle2655',
};
type Split = keyof typeof judgeSplits;

export const JudgeSuiteOptions = z.object({
  split: z
    .enum(Object.keys(judgeSplits) as [Split, ...Split[]])
    .default('test')
    .describe('Questions of Natural Questions: train, dev or test'),
  limit: z.int().min(1).default(40).describe('Judge the candidates of so many questions, drawn by the seed'),
  samples: z
    .int()
    .min(1)
    .default(5)
    .describe('set and rank: shuffles of one aggregate; twice as many are asked, to compare two aggregates'),
  counterfactual: z.int().min(0).default(2).describe('Copies of the gold passage with another answer'),
  hardNoise: z.int().min(0).default(4).describe('Passages without the answer that BM25 found first'),
  weakNoise: z.int().min(0).default(3).describe('Passages without the answer that BM25 found last'),
  maxWords: JudgeOptions.shape.maxWords
    .unwrap()
    .default(100)
    .describe('So many words of a passage are shown; only gold passages with the answer in them are used'),
  seed: z.int().min(0).default(42).describe('For the questions, the replaced answers, the orders and the bootstrap intervals'),
});
export type JudgeSuiteOptions = z.input<typeof JudgeSuiteOptions>;
export type ParsedJudgeSuiteOptions = z.output<typeof JudgeSuiteOptions>;
