/**
 * How well does a contradiction detector do on sets that it was not trained on? Accuracy with its 95 % interval, beside the accuracy without the premise
 * (what cues in the claim alone give) and that of the most frequent label.
 *
 * usage: RAG_DATA_DIR=… tsx eval/nli-sets.ts [MODEL_DIR] [--limit N]    (default: models/minilm-nli, all pairs)
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDataDirectory } from '../datasets/find-data.ts';
import { formatTable, print } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { readNliRows } from '../src/conflict/nli/train-nli.ts';
import { AccordError } from '../src/errors.ts';
import { wilsonInterval } from '../src/rerank/preference/wilson-interval.ts';
import { evaluateNli } from './nli.ts';
import { sample } from './statistics/sample.ts';

/** `fever/dev` has no neutral pairs; claims of `fever_symmetric` give nothing away. */
const sets = [
  'fever/fever_nli_val',
  'fever_symmetric/v0.2_dev',
  'snli/test',
  'snli_cad/revised_combined_test',
  'conjnli/dev',
  'mnli/dev_olora',
];
const seed = 1;

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
const directory = findDataDirectory();
if (directory === null) throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR.');
const onProgress = progressLine();
const rows: string[][] = [];
for (const set of sets) {
  const all = await readNliRows(join(directory, 'nli', `${set}.jsonl.gz`));
  const pairs = flags.limit === undefined ? all : sample(all, Math.min(all.length, Number(flags.limit)), seed);
  const { accuracy, hypothesisOnly, majority, labels } = await evaluateNli(positionals[0] ?? 'models/minilm-nli', pairs, { onProgress });
  const { lower, upper } = wilsonInterval(accuracy, pairs.length);
  const contradiction = labels.contradiction;
  const figures = [accuracy, lower, upper, hypothesisOnly, majority, contradiction?.precision ?? 0, contradiction?.recall ?? 0];
  rows.push([set, String(pairs.length), ...figures.map((value) => value.toFixed(3))]);
}
onProgress.end();
const headers = ['', 'pairs', 'accuracy', 'from', 'to', 'without premise', 'majority', 'contradictions: precision', 'recall'];
print(
  formatTable(
    headers.map((header, i) => ({ header, ...(i > 0 && { align: 'right' as const }) })),
    rows,
  ),
);
process.exit();
