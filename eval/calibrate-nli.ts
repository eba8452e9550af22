/**
 * Measures on held-out pairs the ranges of activations that int8 needs, notes them in a contradiction detector's config.json, and prints its accuracy.
 *
 * usage: tsx eval/calibrate-nli.ts MODEL_DIR PAIRS.jsonl
 */
import { print } from '../src/cli/output.ts';
import { readNliRows } from '../src/conflict/nli/train-nli.ts';
import { AccordError } from '../src/errors.ts';
import { calibrateRanges } from './calibrate-ranges.ts';
import { evaluateNli } from './nli.ts';

const [directory, pairsFile] = process.argv.slice(2);
if (!directory || !pairsFile) {
  throw new AccordError('invalid-input', 'Two arguments are needed.', 'usage: tsx eval/calibrate-nli.ts MODEL_DIR PAIRS.jsonl');
}
const pairs = await readNliRows(pairsFile);
await calibrateRanges(
  directory,
  pairs.map(({ premise, hypothesis }) => ({ question: hypothesis, text: premise })),
);
print(`${(await evaluateNli(directory, pairs, {})).accuracy.toFixed(3)} of ${pairs.length} pairs`);
process.exit();
