/**
 * A model half way between two: the mean of each weight of a model and of what further training made of it, which keeps more of what it knew before
 * (Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022). What is measured on a model, ranges for int8 and calibration, is of neither of the
 * two and is left out: calibrate-nli.ts and calibrate-reader.ts measure it anew.
 *
 * usage: tsx eval/average-weights.ts BEFORE_DIR AFTER_DIR OUT_DIR
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AccordError } from '../src/errors.ts';
import { readSafetensors, type WrittenTensor, writeSafetensors } from '../src/nn/safetensors.ts';
import { updateAccord } from './update-accord.ts';

const [before, after, out] = process.argv.slice(2);
if (!before || !after || !out) {
  throw new AccordError('invalid-input', 'Three arguments are needed.', 'usage: tsx eval/average-weights.ts BEFORE_DIR AFTER_DIR OUT_DIR');
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
await updateAccord(out, { ranges: undefined, combine: undefined, calibration: undefined });
