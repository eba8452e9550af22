export { cachedModel } from './cached-model.ts';
export type {
  ChatMessage,
  GenerateRequest,
  Generation,
  LanguageModel,
  Likelihood,
  ModelFallback,
  ReplyToken,
  TokenCounts,
} from './language-model.ts';
export { OpenAiCompatibleOptions } from './openai/options.ts';
export { openAiCompatible } from './openai-compatible.ts';
