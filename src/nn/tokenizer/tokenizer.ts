import { escapeRegExp } from '../../text/escape-regexp.ts';
import { alignBert } from './alignment.ts';
import { normalizeBert } from './bert-normalizer.ts';
import { preTokenizeBert, preTokenizeBertWithOffsets } from './bert-pre-tokenizer.ts';
import type { PairTokenizer } from './pair-tokenizer.ts';
import { parseTokenizerFile, readTokenizerJson, type TokenizerFile } from './tokenizer-file.ts';
import { WordPiece } from './word-piece.ts';

/** Beyond this many distinct words the memo starts again; English text has fewer frequent ones. */
const memoLimit = 200_000;
/** Longer stretches without white space are rare, and would keep large strings alive. */
const memoWordLength = 64;

/** Token ids with the stretch of the text that each of them stands for, in UTF-16 code units. */
export interface Offsets {
  ids: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
}

/**
 * BERT tokenizer: token ids as of @huggingface/tokenizers, several times faster because each stretch between white
 * space is normalised, split and matched once and then remembered. That is exact: no step of the chain looks across white space.
 */
export class Tokenizer implements PairTokenizer {
  readonly classId: number;
  readonly separatorId: number;
  readonly separators = 1;
  /** One more than the largest id. */
  readonly vocabularySize: number;
  private readonly model: WordPiece;
  private readonly added: RegExp | undefined;
  private readonly memo = new Map<string, number | Int32Array>();
  private readonly alignedMemo = new Map<string, Offsets>();
  private scratch = new Int32Array(1024);

  constructor(private readonly file: TokenizerFile) {
    this.classId = file.classId;
    this.separatorId = file.separatorId;
    let largest = 0;
    for (const id of file.vocab.values()) largest = Math.max(largest, id);
    this.vocabularySize = largest + 1;
    this.model = new WordPiece(file);
    const contents = [...file.addedTokens.keys()].sort((a, b) => b.length - a.length);
    if (contents.length > 0) this.added = new RegExp(contents.map(escapeRegExp).join('|'), 'g');
  }

  static fromFile(path: string): Tokenizer {
    return new Tokenizer(parseTokenizerFile(readTokenizerJson(path), path));
  }

  /** Token ids of the text alone, without [CLS] and [SEP]. */
  encode(text: string): Int32Array {
    let length = 0;
    let from = 0;
    if (this.added) {
      for (const match of text.matchAll(this.added)) {
        length = this.encodePlain(text, from, match.index, length);
        length = this.append(this.file.addedTokens.get(match[0])!, length);
        from = match.index + match[0].length;
      }
    }
    length = this.encodePlain(text, from, text.length, length);
    return this.scratch.slice(0, length);
  }

  /**
   * The ids that `encode` gives, with offsets: those of the characters that a token's characters were made of, together with combining marks
   * and joiners that normalisation dropped after them. Slower, as it keeps more for each word.
   */
  encodeWithOffsets(text: string): Offsets {
    const ids: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const plain = (from: number, to: number): void => {
      for (const start of stretches(text, from, to)) {
        const word = this.alignWord(text.slice(start.from, start.to));
        for (let i = 0; i < word.ids.length; i++) {
          ids.push(word.ids[i]!);
          starts.push(start.from + word.starts[i]!);
          ends.push(start.from + word.ends[i]!);
        }
      }
    };
    let from = 0;
    for (const match of this.added ? text.matchAll(this.added) : []) {
      plain(from, match.index);
      from = match.index + match[0].length;
      ids.push(this.file.addedTokens.get(match[0])!);
      starts.push(match.index);
      ends.push(from);
    }
    plain(from, text.length);
    return { ids: Int32Array.from(ids), starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
  }

  /** Appends the ids of text[from, to) to the scratch, which holds `length` ids; returns the new length. */
  private encodePlain(text: string, from: number, to: number, length: number): number {
    let count = length;
    let start = from;
    for (let i = from; i <= to; i++) {
      if (i < to && !isSpace(text.charCodeAt(i))) continue;
      if (i > start) count = this.append(this.encodeWord(text.slice(start, i)), count);
      start = i + 1;
    }
    return count;
  }

  private alignWord(word: string): Offsets {
    const known = this.alignedMemo.get(word);
    if (known) return known;
    const { text, starts, ends } = alignBert(word, this.file.normalizer);
    const ids: number[] = [];
    const from: number[] = [];
    const to: number[] = [];
    for (const { part, start } of preTokenizeBertWithOffsets(text)) {
      const pieceEnds: number[] = [];
      ids.push(...this.model.encode(part, pieceEnds));
      let pieceStart = 0;
      for (const pieceEnd of pieceEnds) {
        from.push(starts[start + pieceStart]!);
        to.push(ends[start + pieceEnd - 1]!);
        pieceStart = pieceEnd;
      }
    }
    const entry = { ids: Int32Array.from(ids), starts: Int32Array.from(from), ends: Int32Array.from(to) };
    if (word.length <= memoWordLength) {
      if (this.alignedMemo.size >= memoLimit) this.alignedMemo.clear();
      this.alignedMemo.set(detached(word), entry);
    }
    return entry;
  }

  private encodeWord(word: string): number | Int32Array {
    const known = this.memo.get(word);
    if (known !== undefined) return known;
    const ids = preTokenizeBert(normalizeBert(word, this.file.normalizer)).flatMap((part) => this.model.encode(part));
    const entry = ids.length === 1 ? ids[0]! : Int32Array.from(ids);
    if (word.length <= memoWordLength) {
      if (this.memo.size >= memoLimit) this.memo.clear();
      this.memo.set(detached(word), entry);
    }
    return entry;
  }

  private append(ids: number | Int32Array, length: number): number {
    const count = typeof ids === 'number' ? 1 : ids.length;
    if (length + count > this.scratch.length) {
      const larger = new Int32Array(Math.max(this.scratch.length * 2, length + count));
      larger.set(this.scratch);
      this.scratch = larger;
    }
    if (typeof ids === 'number') this.scratch[length] = ids;
    else for (let i = 0; i < ids.length; i++) this.scratch[length + i] = ids[i]!;
    return length + count;
  }
}

/** The stretches between white space. */
function* stretches(text: string, from: number, to: number): Generator<{ from: number; to: number }> {
  let start = from;
  for (let i = from; i <= to; i++) {
    if (i < to && !isSpace(text.charCodeAt(i))) continue;
    if (i > start) yield { from: start, to: i };
    start = i + 1;
  }
}

/** The same string with memory of its own: a slice of more than 12 characters would keep the whole text alive. */
function detached(word: string): string {
  return word.length > 12 ? [...word].join('') : word;
}

/** The white space that BERT's text cleaning turns into blanks; other control characters vanish and join their neighbours. */
function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
  if (code < 0xa0) return false;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}
