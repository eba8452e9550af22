export { CrossEncoderOptions, crossEncoder } from './cross-encoder.ts';
export * from './preference/index.ts';
export type { RankOptions, Reranker } from './reranker.ts';
export { shippedModel } from './shipped-model.ts';
