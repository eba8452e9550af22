import { readFileSync } from 'node:fs';
import { parseTokenizerFile } from '../tokenizer/tokenizer-file.ts';

const specialTokens = { cls_token: '[CLS]', sep_token: '[SEP]', pad_token: '[PAD]', unk_token: '[UNK]', mask_token: '[MASK]' };

/**
 * tokenizer.json and tokenizer_config.json with which transformers and transformers.js make the sequences that the model was trained on:
 * [CLS] question [SEP] passage [SEP], cut to `maxTokens`, padded to the longest.
 *
 * @throws AccordError `unsupported-format`: not a BERT WordPiece tokenizer
 */
export function tokenizerFiles(path: string, maxTokens: number): Map<string, object> {
  const tokenizer = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const { classId, separatorId, normalizer, vocab } = parseTokenizerFile(tokenizer, path);
  const token = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
  const text = (id: 'A' | 'B', type: number) => ({ Sequence: { id, type_id: type } });
  const single = [token('[CLS]', 0), text('A', 0), token('[SEP]', 0)];
  const special = (id: string, number: number) => ({ id, ids: [number], tokens: [id] });
  return new Map<string, object>([
    [
      'tokenizer.json',
      {
        ...tokenizer,
        // A length that is fixed here would count wherever the caller gives none.
        truncation: null,
        padding: null,
        post_processor: {
          type: 'TemplateProcessing',
          single,
          pair: [...single, text('B', 1), token('[SEP]', 1)],
          special_tokens: { '[CLS]': special('[CLS]', classId), '[SEP]': special('[SEP]', separatorId) },
        },
      },
    ],
    [
      'tokenizer_config.json',
      {
        tokenizer_class: 'BertTokenizer',
        model_max_length: maxTokens,
        do_lower_case: normalizer.lowercase,
        strip_accents: normalizer.strip_accents,
        tokenize_chinese_chars: normalizer.handle_chinese_chars,
        ...Object.fromEntries(Object.entries(specialTokens).filter(([, name]) => vocab.has(name))),
      },
    ],
  ]);
}
