/** The `WordPiece` model of a tokenizer.json. */
export interface WordPieceOptions {
  vocab: ReadonlyMap<string, number>;
  unknownId: number;
  continuingPrefix: string;
  /** Longer words, in code points, become the unknown token. */
  maxWordLength: number;
}

/** Greedy longest-match-first sub-words. */
export class WordPiece {
  private readonly longestPiece: number;

  constructor(private readonly options: WordPieceOptions) {
    let longest = 0;
    for (const piece of options.vocab.keys()) longest = Math.max(longest, piece.length);
    this.longestPiece = longest;
  }

  /** Token ids of one word of the pre-tokenizer; where each of them ends in the word is appended to `ends`. */
  encode(word: string, ends?: number[]): number[] {
    const { vocab, unknownId, continuingPrefix, maxWordLength } = this.options;
    const one = (id: number): number[] => {
      ends?.push(word.length);
      return [id];
    };
    const whole = vocab.get(word);
    if (whole !== undefined && word.length <= maxWordLength) return one(whole);
    if (word.length > maxWordLength && [...word].length > maxWordLength) return one(unknownId);
    const ids: number[] = [];
    const pieceEnds: number[] = [];
    for (let start = 0; start < word.length; ) {
      let end = Math.min(word.length, start + this.longestPiece);
      let id: number | undefined;
      for (; end > start; end--) {
        // A cut through a surrogate pair matches no piece, as pieces hold whole characters.
        const piece = word.slice(start, end);
        id = vocab.get(start > 0 ? continuingPrefix + piece : piece);
        if (id !== undefined) break;
      }
      if (id === undefined) return one(unknownId);
      ids.push(id);
      pieceEnds.push(end);
      start = end;
    }
    ends?.push(...pieceEnds);
    return ids;
  }
}
