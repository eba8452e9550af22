export { type ChatReader, chatReader } from './chat/chat-reader.ts';
export { ChatReaderOptions } from './chat/options.ts';
export { extractiveReader } from './extractive-reader.ts';
export type { ModelUsage, ReadingFallback } from './model-usage.ts';
export type {
  AnswerSentence,
  Claim,
  ClaimLevel,
  Evidence,
  LikelihoodRequest,
  LongAnswer,
  Reader,
  ReadOptions,
  ReadRequest,
  StandaloneRequest,
  Turn,
} from './reader.ts';
export { sentenceReader } from './sentence-reader.ts';
