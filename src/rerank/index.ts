export { CrossEncoderOptions, crossEncoder } from './cross-encoder.ts';
export type { Judge, JudgeCost, JudgedPassage, Judgement, PairStatistics, Verdict } from './judge.ts';
export { type JudgedQuestion, judgeRecords } from './llm-judge/judge-records.ts';
export { type LlmJudgeParts, llmJudge } from './llm-judge/llm-judge.ts';
export { JudgeOptions } from './llm-judge/options.ts';
export { judgePromptHash } from './llm-judge/prompts.ts';
export * from './preference/index.ts';
export type { RankOptions, Reranker } from './reranker.ts';
export { shippedModel } from './shipped-model.ts';
