/**
 * Writes src/nn/encoders/minilm-ranges.ts: the range of every activation of the base encoder that feeds a linear layer, over 500
 * passages of wiki_pool.
 *
 * usage: RAG_DATA_DIR=… npx tsx test/oracles/encoder/calibrate.ts && npx biome check --write src/nn/encoders/minilm-ranges.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readData } from '../../../bench/data.ts';
import { measureRanges } from '../../../src/nn/calibrate.ts';
import { baseModel } from '../../../src/nn/encoders/base-model.ts';
import { readBertConfig } from '../../../src/nn/encoders/bert-config.ts';
import { readSafetensors } from '../../../src/nn/safetensors.ts';
import { Tokenizer } from '../../../src/nn/tokenizer/tokenizer.ts';
import { passageText } from '../../../src/passage.ts';

const passageCount = 500;
const maxTokens = 256;
// Larger values occur at [CLS] alone, in two channels; representing them would coarsen the steps of all other tokens.
const limits = [
  { suffix: '.gelu', limit: 10 },
  { suffix: '.attention.output.LayerNorm', limit: 22 },
];

const files = await baseModel();
const config = readBertConfig(files.config);
const tokenizer = Tokenizer.fromFile(files.tokenizer);
const passages = await readData<{ title?: string; text: string }>('wiki_pool/passages');
const step = Math.floor(passages.length / passageCount);
const sequences = Array.from({ length: passageCount }, (_, i) => {
  const tokens = tokenizer.encode(passageText(passages[i * step]!)).subarray(0, maxTokens - 2);
  return { ids: Int32Array.of(tokenizer.classId, ...tokens, tokenizer.separatorId) };
});
const ranges = await measureRanges(readSafetensors(files.weights), config, sequences);

const rows = Object.entries(ranges).map(([name, [lowest, highest]]) => {
  const limit = limits.find(({ suffix }) => name.endsWith(suffix))?.limit ?? Number.POSITIVE_INFINITY;
  return `  '${name}': [${lowest.toFixed(2)}, ${Math.min(highest, limit).toFixed(2)}],`;
});
writeFileSync(
  join(import.meta.dirname, '../../../src/nn/encoders/minilm-ranges.ts'),
  `// Written by test/oracles/encoder/calibrate.ts over ${passageCount} passages.
import type { Range } from '../linear.ts';

/** Ranges of the base encoder's activations: fixed ones make a text's vector independent of the batch it is encoded in. */
export const minilmRanges: Record<string, Range> = {
${rows.join('\n')}
};
`,
);
