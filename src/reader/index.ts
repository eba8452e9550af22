export { extractiveReader } from './extractive-reader.ts';
export type { Claim, ClaimLevel, Evidence, Reader, ReadRequest } from './reader.ts';
export { sentenceReader } from './sentence-reader.ts';
