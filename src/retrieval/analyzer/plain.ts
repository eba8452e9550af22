import type { Analyzer } from './analyzer.ts';
import { lowerCase } from './lower-case.ts';
import { tokenChain } from './token-chain.ts';

/** Words in lower case and nothing more: Lucene's StandardAnalyzer, for text in any language. */
export function plainAnalyzer(): Analyzer {
  return tokenChain('plain/1', lowerCase);
}
