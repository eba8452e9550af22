import type { Analyzer } from './analyzer.ts';
import { StandardTokenizer } from './standard-tokenizer.ts';

/** Words repeat: a quarter of a million covers all but the rare ones and takes some 30 MB. */
const memoSize = 1 << 18;
const longestMemo = 64;

/**
 * An analyzer that cuts text into tokens and turns each into a term, or drops it on null. `toTerm` must depend on the token alone: what it
 * gave is remembered.
 */
export function tokenChain(id: string, toTerm: (token: string) => string | null): Analyzer {
  const memo = new Map<string, string | null>();
  return {
    id,
    analyze(text) {
      const terms: string[] = [];
      const tokens = new StandardTokenizer(text);
      while (tokens.next()) {
        const token = text.slice(tokens.start, tokens.end);
        let term = memo.get(token);
        if (term === undefined) {
          const own = detached(token);
          term = toTerm(own);
          if (memo.size >= memoSize) memo.clear();
          if (own.length <= longestMemo) memo.set(own, term);
        }
        if (term !== null) terms.push(term);
      }
      return terms;
    },
  };
}

/** A copy with characters of its own: a slice would keep the whole text alive for as long as the term is remembered. */
function detached(text: string): string {
  return text.split('').join('');
}
