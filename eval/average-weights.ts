/**
 * A contradiction detector half way between two: the mean of each weight of a model and of what further training made of it, which keeps more of what it
 * knew before (Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022). Ranges for int8 are measured anew on the pairs given.
 *
 * usage: tsx eval/average-weights.ts BEFORE_DIR AFTER_DIR OUT_DIR PAIRS.jsonl
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { note } from '../src/cli/output.ts';
import { readNliRows } from '../src/conflict/nli/train-nli.ts';
import { AccordError } from '../src/errors.ts';
import { readSafetensors, type WrittenTensor, writeSafetensors } from '../src/nn/safetensors.ts';
import { calibrateRanges } from './calibrate-ranges.ts';
import { evaluateNli } from './nli.ts';

const [before, after, out, pairsFile] = process.argv.slice(2);
if (!before || !after || !out || !pairsFile) {
  throw new AccordError(
    'invalid-input',
    'Four arguments are needed.',
    'usage: tsx eval/average-weights.ts BEFORE_DIR AFTER_DIR OUT_DIR PAIRS.jsonl',
  );
}
const weightsOf = (directory: string) => readSafetensors(join(directory, 'model.safetensors'));
const [first, second] = [weightsOf(before), weightsOf(after)];
const means = new Map<string, WrittenTensor>(
  second.names.map((name) => {
    const { shape } = second.get(name);
    const own = first.float32(name, shape);
    return [name, { shape, data: second.float32(name).map((value, i) => (value + own[i]!) / 2) }];
  }),
);
await mkdir(out, { recursive: true });
await writeSafetensors(join(out, 'model.safetensors'), means, { precision: 'fp16', metadata: { format: 'pt' } });
for (const file of ['config.json', 'training.json']) await copyFile(join(after, file), join(out, file));
const pairs = await readNliRows(pairsFile);
await calibrateRanges(
  out,
  pairs.map(({ premise, hypothesis }) => ({ question: hypothesis, text: premise })),
);
for (const directory of [before, after, out])
  note(`${directory}: ${(await evaluateNli(directory, pairs, {})).accuracy.toFixed(3)} of ${pairs.length} pairs`);
process.exit();
