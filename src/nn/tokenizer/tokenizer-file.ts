import { readFileSync } from 'node:fs';
import { AccordError } from '../../errors.ts';
import type { BertNormalizerOptions } from './bert-normalizer.ts';

/** The parts of a tokenizer.json that a BERT tokenizer needs, checked. */
export interface TokenizerFile {
  vocab: Map<string, number>;
  unknownId: number;
  continuingPrefix: string;
  maxWordLength: number;
  normalizer: BertNormalizerOptions;
  addedTokens: Map<string, number>;
  classId: number;
  separatorId: number;
}

type Json = Record<string, unknown>;

/**
 * Reads a tokenizer.json.
 * @throws AccordError `model-missing`: no such file; `unsupported-format`: not JSON.
 */
export function readTokenizerJson(path: string): Json & { model?: Json | null } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AccordError('model-missing', `Cannot read the tokenizer ${path}.`, 'Check the path, or install the model again.', { cause });
  }
  try {
    return JSON.parse(text) ?? {};
  } catch (cause) {
    throw new AccordError('unsupported-format', `${path} is not JSON.`, 'Use the tokenizer.json that belongs to the model.', { cause });
  }
}

/**
 * What a tokenizer.json of the BERT family says. Checked by hand, not by zod: it is on the path of every cold start.
 * @throws AccordError `unsupported-format`: not a BERT WordPiece tokenizer.
 */
export function parseTokenizerFile(json: unknown, source: string): TokenizerFile {
  const fail = (what: string): never => {
    throw new AccordError('unsupported-format', `${source}: ${what}.`, 'Use a tokenizer.json of the BERT family (WordPiece).');
  };
  const { model, normalizer, pre_tokenizer: preTokenizer, added_tokens: added } = (json ?? {}) as Record<string, Json | null>;
  if (model?.type !== 'WordPiece') return fail(`the model is ${model?.type ?? 'missing'}, not WordPiece`);
  if (normalizer?.type !== 'BertNormalizer') return fail(`the normalizer is ${normalizer?.type ?? 'missing'}, not BertNormalizer`);
  if (preTokenizer?.type !== 'BertPreTokenizer') {
    return fail(`the pre-tokenizer is ${preTokenizer?.type ?? 'missing'}, not BertPreTokenizer`);
  }
  if (typeof model.vocab !== 'object' || model.vocab === null) return fail('the vocabulary is missing');
  const vocab = new Map(Object.entries(model.vocab as Record<string, number>));
  const addedTokens = new Map<string, number>();
  for (const token of (Array.isArray(added) ? added : []) as { id: number; content: string; normalized?: boolean; special?: boolean }[]) {
    if (token.normalized ?? !token.special) return fail(`the added token "${token.content}" is matched after normalisation`);
    addedTokens.set(token.content, token.id);
    vocab.set(token.content, token.id);
  }
  const idOf = (token: string): number => vocab.get(token) ?? fail(`the vocabulary has no ${token}`);
  return {
    vocab,
    addedTokens,
    unknownId: idOf(String(model.unk_token ?? '[UNK]')),
    continuingPrefix: String(model.continuing_subword_prefix ?? '##'),
    maxWordLength: Number(model.max_input_chars_per_word ?? 100),
    normalizer: {
      clean_text: Boolean(normalizer.clean_text ?? true),
      handle_chinese_chars: Boolean(normalizer.handle_chinese_chars ?? true),
      strip_accents: (normalizer.strip_accents as boolean | null | undefined) ?? null,
      lowercase: Boolean(normalizer.lowercase ?? true),
    },
    classId: idOf('[CLS]'),
    separatorId: idOf('[SEP]'),
  };
}
