import { measureRanges } from '../src/nn/calibrate.ts';
import { readBertConfig } from '../src/nn/encoders/bert-config.ts';
import { loadModelDirectory } from '../src/nn/model-directory.ts';
import { readModelWeights } from '../src/nn/model-weights.ts';
import type { PairInput } from '../src/nn/session/pair-spec.ts';
import { pairDefaults, pairSequences } from '../src/nn/tokenizer/pair-sequences.ts';
import { Tokenizer } from '../src/nn/tokenizer/tokenizer.ts';
import { passageText } from '../src/passage.ts';
import { updateAccord } from './update-accord.ts';

/** Sequences that the ranges are measured on. */
const sequencesMeasured = 400;

/** Measures the ranges of a model's activations over some of the pairs and notes them in its config.json: what int8 then gives for a pair depends on no other. */
export async function calibrateRanges(modelDirectory: string, pairs: readonly PairInput[]): Promise<void> {
  const { files, maxTokens } = await loadModelDirectory(modelDirectory);
  const tokenizer = Tokenizer.fromFile(files.tokenizer);
  const step = Math.max(1, pairs.length / sequencesMeasured);
  const sequences = Array.from({ length: Math.min(sequencesMeasured, pairs.length) }, (_, i) => {
    const { question, title, text } = pairs[Math.floor(i * step)]!;
    return pairSequences(tokenizer, question, passageText({ title, text }), { ...pairDefaults, maxTokens })[0]!;
  });
  const ranges = await measureRanges(readModelWeights(files), readBertConfig(files.config), sequences);
  await updateAccord(modelDirectory, { ranges });
}
