import { readFileSync } from 'node:fs';
import { Tokenizer as Reference } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readData } from '../../../bench/data.ts';
import { baseModel } from '../encoders/base-model.ts';
import { Tokenizer } from './tokenizer.ts';
import { parseTokenizerFile, readTokenizerJson } from './tokenizer-file.ts';

const { tokenizer: path } = await baseModel();
const json = JSON.parse(readFileSync(path, 'utf8'));
const ours = new Tokenizer(parseTokenizerFile(json, path));
const reference = new Reference(json, {});

function expectSameIds(text: string): void {
  expect([...ours.encode(text)], JSON.stringify(text)).toEqual(reference.encode(text, { add_special_tokens: false }).ids);
}

test('ids are those of the Rust tokenizer that sentence-transformers uses', () => {
  const file = new URL('../../../test/oracles/encoder/fixtures/vectors.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: { text: string; ids: number[] }[] };
  for (const { text, ids } of cases) {
    // The oracle truncates to 256 tokens.
    expect([ours.classId, ...ours.encode(text).subarray(0, 254), ours.separatorId], text).toEqual(ids);
  }
});

describe('ids equal those of @huggingface/tokenizers', () => {
  test.each([
    ['empty', ''],
    ['white space alone', ' \t\r\n\u00a0\u3000 '],
    ['special tokens in the text', 'a [SEP] b[MASK]c [CLS][PAD] [sep] [SE P]'],
    ['control characters join, white space parts', 'a\u0000b\u000bc\u000cd\u0085e\u200bf\ufeffg\u2028h\ufffdi'],
    ['accents, composed and not', 'Café Cafe\u0301 Å ﬁ İstanbul ẞ ΟΔΟΣ'],
    ['ideographs, in and out of the basic plane', '日本語テキスト中文 𠀀𠀁 豈'],
    ['emoji with joiners and skin tones', '👩‍👩‍👧 👍🏽 🇫🇷 ❤️'],
    ['a word of 100 characters', 'a'.repeat(100)],
    ['a word of 101 characters', 'a'.repeat(101)],
    ['a word of 101 astral characters', '𝒳'.repeat(101)],
    ['a lone surrogate', 'a\ud800b \udc00'],
    ['private use and unassigned', 'a\ue000b \u0378 c\u{e0001}d'],
    ['right-to-left and Indic', 'שָׁלוֹם مرحبا हिन्दी ไทย'],
    ['symbols that are no punctuation', '$+<=>^`|~ €£ ©® 1½ x²'],
  ])('%s', (_, text) => expectSameIds(text));

  test('any Unicode', () => {
    const run = { numRuns: 2000 };
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), expectSameIds), run);
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), expectSameIds), run);
    const mixed = fc.constantFrom(
      ' ',
      '\n',
      '\t',
      '\u00a0',
      '.',
      "'",
      '-',
      '中',
      'é',
      'e\u0301',
      'Σ',
      'ς',
      '\u0000',
      '👍',
      'un',
      'able',
      'ING',
      '##',
      '[SEP]',
      '7',
    );
    fc.assert(
      fc.property(fc.array(mixed, { maxLength: 40 }), (parts) => expectSameIds(parts.join(''))),
      run,
    );
  });

  test.skipIf(!process.env.RAG_DATA_DIR)(
    '20,000 real passages (RAG_DATA_DIR)',
    async () => {
      const passages = await readData<{ text: string; title?: string }>('wiki_pool/passages');
      const step = Math.ceil(passages.length / 20_000);
      for (let i = 0; i < passages.length; i += step) expectSameIds(`${passages[i]!.title ?? ''} ${passages[i]!.text}`);
    },
    600_000,
  );
});

test('a text longer than the scratch buffer', () => {
  expect(ours.encode('word '.repeat(5000))).toEqual(new Int32Array(5000).fill(ours.encode('word')[0]!));
});

test('refuses other files by name', () => {
  expect(() => readTokenizerJson('/nowhere/tokenizer.json')).toThrow(expect.objectContaining({ code: 'model-missing' }));
  const cases: [object, string][] = [
    [{}, 'not WordPiece'],
    [{ ...json, model: { type: 'BPE' } }, 'BPE'],
    [{ ...json, normalizer: { type: 'NFC' } }, 'NFC'],
    [{ ...json, pre_tokenizer: null }, 'pre-tokenizer is missing'],
    [{ ...json, model: { ...json.model, vocab: undefined } }, 'vocabulary'],
    [{ ...json, added_tokens: [], model: { ...json.model, vocab: { '[UNK]': 0, '[CLS]': 1 } } }, '[SEP]'],
    [{ ...json, added_tokens: [{ id: 1, content: 'x', normalized: true }] }, '"x"'],
  ];
  for (const [file, what] of cases) {
    expect(() => parseTokenizerFile(file, 'tokenizer.json')).toThrow(
      expect.objectContaining({ code: 'unsupported-format', message: expect.stringContaining(what) }),
    );
  }
});
