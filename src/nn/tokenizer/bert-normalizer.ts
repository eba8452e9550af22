/** The `BertNormalizer` entry of a tokenizer.json. */
export interface BertNormalizerOptions {
  clean_text: boolean;
  handle_chinese_chars: boolean;
  /** `null`: as `lowercase`. */
  strip_accents: boolean | null;
  lowercase: boolean;
}

const control = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;
const whitespace = /\s/g;
// Outside the basic plane @huggingface/tokenizers leaves ideographs together, and so do we.
const ideograph = /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]/g;
const accent = /\p{Mn}/gu;

/** BERT's text normalisation: drops control characters, sets ideographs apart, lower-cases, strips accents. */
export function normalizeBert(text: string, options: BertNormalizerOptions): string {
  let out = text;
  if (options.clean_text) {
    out = out.replace(control, (char) => (char === '\t' || char === '\n' || char === '\r' ? ' ' : '')).replace(whitespace, ' ');
  }
  if (options.handle_chinese_chars) out = out.replace(ideograph, ' $& ');
  if (options.lowercase) out = out.toLowerCase();
  if (options.strip_accents ?? options.lowercase) out = out.normalize('NFD').replace(accent, '');
  return out;
}
