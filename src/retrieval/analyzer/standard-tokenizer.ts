import {
  complexContext,
  emojiModifier,
  emojiModifierBase,
  extend,
  extendNumLet,
  hanOrHiragana,
  hebrewLetter,
  katakana,
  letter,
  midLetter,
  midNumber,
  numeric,
  pictograph,
  regionalIndicator,
  wordBreakFlags,
} from './word-break.ts';

/** Lucene's default: a longer word is cut into pieces of this many UTF-16 code units. */
const longestToken = 255;

const wordStart = letter | numeric | katakana | extendNumLet;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const zeroWidthJoiner = 0x200d;
const textPresentation = 0xfe0e;
const emojiPresentation = 0xfe0f;
const keycap = 0x20e3;

/**
 * Finds words by the Unicode word break rules (UAX #29 revision 35, Unicode 12.1) with the additions of Lucene 9's StandardTokenizer: an
 * emoji sequence, a Han or Hiragana character, and a run of a South-East Asian script are each a token. Everything else between words is dropped.
 *
 * `next()` moves to the next token, which is `text.slice(start, end)`.
 */
export class StandardTokenizer {
  start = 0;
  end = 0;
  #text: string;
  /** Nothing at or past it is read: the end of the text, or of the longest token. */
  #limit = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): boolean {
    const length = this.#text.length;
    let position = this.end;
    while (position < length) {
      this.#limit = length;
      const codePoint = this.#codePointAt(position);
      const flags = wordBreakFlags(codePoint);
      if (flags !== 0 || codePoint === 0x23 || codePoint === 0x2a) {
        this.#limit = Math.min(length, position + longestToken);
        const end = this.#tokenEnd(position, codePoint, flags);
        if (end > position) {
          this.start = position;
          this.end = end;
          return true;
        }
      }
      position += width(codePoint);
    }
    this.start = length;
    this.end = length;
    return false;
  }

  /** The longest match of all kinds of tokens, as a generated scanner takes it. */
  #tokenEnd(start: number, codePoint: number, flags: number): number {
    let end = start;
    if (flags & wordStart) end = this.#wordEnd(start);
    else if (flags & complexContext) end = this.#complexContextEnd(start);
    if (flags & hanOrHiragana) end = Math.max(end, this.#skipExtend(start + width(codePoint)));
    if (flags & regionalIndicator) end = Math.max(end, this.#flagEnd(start, codePoint));
    if (flags & (pictograph | emojiModifier) || codePoint === zeroWidthJoiner) end = Math.max(end, this.#emojiEnd(start));
    if (codePoint === 0x23 || codePoint === 0x2a) end = this.#keycapEnd(start);
    return end;
  }

  /** WB5–WB13b: letters, digits and Katakana, with the punctuation that may stand inside; `start` where there is no word. */
  #wordEnd(start: number): number {
    let accepted = start;
    // What the last character was: 0 nothing yet or a connector, else one of the flags, or `hebrewLetter` after a closed Hebrew group.
    let last = 0;
    let hebrewMayQuote = false;
    let position = start;
    while (position < this.#limit) {
      const codePoint = this.#codePointAt(position);
      const flags = wordBreakFlags(codePoint);
      if (flags & letter) {
        if (last === katakana) break;
        last = letter;
        hebrewMayQuote = (flags & hebrewLetter) !== 0;
        // Nearly all text is runs of plain letters: a shortcut past the other cases.
        while (position + 1 < this.#limit && wordBreakFlags(this.#text.charCodeAt(position + 1)) === letter) {
          position++;
          hebrewMayQuote = false;
        }
      } else if (flags & numeric) {
        if (last === katakana) break;
        last = numeric;
      } else if (flags & katakana) {
        if (last !== 0 && last !== katakana) break;
        last = katakana;
      } else if (flags & extendNumLet) {
        last = 0;
        if (accepted === start) {
          position = this.#skipExtend(position + width(codePoint));
          continue;
        }
      } else if ((flags & midLetter && last === letter) || (flags & midNumber && last === numeric)) {
        const after = this.#skipExtend(position + width(codePoint));
        const next = after < this.#limit ? this.#codePointAt(after) : -1;
        const nextFlags = next < 0 ? 0 : wordBreakFlags(next);
        const quoted: boolean = last === letter && hebrewMayQuote && codePoint === singleQuote;
        if (nextFlags & last) {
          hebrewMayQuote = quoted && (nextFlags & hebrewLetter) !== 0;
          accepted = position = this.#skipExtend(after + width(next));
          continue;
        }
        if (!quoted) break;
        last = hebrewLetter;
      } else if (codePoint === doubleQuote && last === letter && hebrewMayQuote) {
        const after = this.#skipExtend(position + 1);
        if (after >= this.#limit || !(wordBreakFlags(this.#codePointAt(after)) & hebrewLetter)) break;
        last = hebrewLetter;
        position = after;
      } else break;
      accepted = position = this.#skipExtend(position + width(codePoint));
    }
    return accepted;
  }

  #complexContextEnd(start: number): number {
    let position = start;
    while (position < this.#limit) {
      const codePoint = this.#codePointAt(position);
      if (!(wordBreakFlags(codePoint) & complexContext)) break;
      position = this.#skipExtend(position + width(codePoint));
    }
    return position;
  }

  /** Two regional indicators. */
  #flagEnd(start: number, first: number): number {
    const second = this.#skipExtend(start + width(first));
    if (second >= this.#limit) return start;
    const codePoint = this.#codePointAt(second);
    return wordBreakFlags(codePoint) & regionalIndicator ? this.#skipExtend(second + width(codePoint)) : start;
  }

  /** `#` or `*` with U+20E3; the digits with it are words anyway. */
  #keycapEnd(start: number): number {
    let position = this.#skipExtend(start + 1, true);
    const enclosed = this.#text.slice(start, position).includes('\u20e3');
    if (this.#unitAt(position) === emojiPresentation && this.#unitAt(position + 1) === keycap) return this.#skipExtend(position + 2, true);
    if (!enclosed) position = start;
    return position;
  }

  /** Emoji, with modifiers and presentation selectors, joined by U+200D; or one with a tag sequence. */
  #emojiEnd(start: number): number {
    let accepted = start;
    let position = start;
    while (true) {
      // A modifier of its own takes one joiner before it, a pictograph any number.
      const joinersStart = position;
      while (this.#unitAt(position) === zeroWidthJoiner) position++;
      if (position >= this.#limit) return accepted;
      const codePoint = this.#codePointAt(position);
      const flags = wordBreakFlags(codePoint);
      const joiners = position - joinersStart - (accepted > start ? 1 : 0);
      if (!(flags & pictograph) && !(flags & emojiModifier && joiners <= 0)) return accepted;
      position = this.#skipExtend(position + width(codePoint), true);
      if (flags & emojiModifierBase) {
        const next = position < this.#limit ? this.#codePointAt(position) : -1;
        if (next >= 0 && wordBreakFlags(next) & emojiModifier) position = this.#skipExtend(position + width(next), true);
      }
      const first = accepted === start;
      accepted = position;
      if (flags & pictograph && this.#unitAt(position) === emojiPresentation) {
        accepted = ++position;
        if (first) accepted = Math.max(accepted, this.#tagsEnd(position));
        if (this.#unitAt(position) !== zeroWidthJoiner) return accepted;
      } else if (this.#text.charCodeAt(position - 1) === zeroWidthJoiner) {
        position--;
      } else {
        return accepted;
      }
    }
  }

  /** One or more of U+E0020–U+E007E, then U+E007F; else `start`. */
  #tagsEnd(start: number): number {
    let position = start;
    while (position < this.#limit) {
      const codePoint = this.#codePointAt(position);
      if (codePoint === 0xe007f) return position > start ? position + 2 : start;
      if (codePoint < 0xe0020 || codePoint > 0xe007e) return start;
      position += 2;
    }
    return start;
  }

  /** WB4: past the characters that belong to the one before; in emoji the presentation selectors have a part of their own. */
  #skipExtend(from: number, keepPresentation = false): number {
    let position = from;
    while (position < this.#limit) {
      const codePoint = this.#codePointAt(position);
      if (!(wordBreakFlags(codePoint) & extend)) break;
      if (keepPresentation && (codePoint === textPresentation || codePoint === emojiPresentation)) break;
      position += width(codePoint);
    }
    return position;
  }

  #unitAt(position: number): number {
    return position < this.#limit ? this.#text.charCodeAt(position) : -1;
  }

  #codePointAt(position: number): number {
    const unit = this.#text.charCodeAt(position);
    if ((unit & 0xfc00) !== 0xd800 || position + 1 >= this.#limit) return unit;
    const low = this.#text.charCodeAt(position + 1);
    return (low & 0xfc00) === 0xdc00 ? ((unit - 0xd800) << 10) + low - 0xdc00 + 0x10000 : unit;
  }
}

function width(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}
