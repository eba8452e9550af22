export type { Answer, Citation, PipelineEvent, Trace } from './answer.ts';
export * from './conflict/index.ts';
export { AccordError, type ErrorCode } from './errors.ts';
export { Metadata, Passage, passageText, type ScoredPassage, type StageScores } from './passage.ts';
export { type AnswerOptions, createPipeline, type Pipeline, PipelineOptions, type PipelineParts } from './pipeline.ts';
export type { LongRunning, OnProgress, Progress } from './progress.ts';
export * from './reader/index.ts';
export * from './rerank/index.ts';
export * from './retrieval/index.ts';
