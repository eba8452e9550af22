/**
 * Writes the pairs that the contradiction detector is trained on, and held-out pairs to choose a model by, out of the data directory.
 *
 * usage: RAG_DATA_DIR=… tsx datasets/training/build-nli.ts [OUT_DIR]   (default: .training/rows)
 *
 * nli          FEVER, SNLI, counterfactual SNLI and ConjNLI. Of FEVER and ConjNLI those claims are preferred that do not give their label away: a
 *              negation word or "only" stands in 25 % of FEVER's contradictions and in 1 % of its entailments
 * heldout-nli  from the development parts of FEVER, SNLI and counterfactual SNLI
 *
 * No hypothesis of a test or development set is in the first file.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { note } from '../../src/cli/output.ts';
import { nliLabels } from '../../src/conflict/nli/nli-labels.ts';
import type { NliRow } from '../../src/conflict/nli/nli-options.ts';
import { readNliRows } from '../../src/conflict/nli/train-nli.ts';
import { jsonLines, writeDurably } from '../../src/durable-write.ts';
import { AccordError } from '../../src/errors.ts';
import { findDataDirectory } from '../find-data.ts';
import { cueProbabilities, withFewerCues } from './claim-cues.ts';
import { lowestHashes } from './hash-split.ts';

/** So many rows of each label, or all. */
const training: { set: string; each?: number }[] = [
  { set: 'fever/train', each: 13_000 },
  { set: 'fever/train_neutral_retrieved', each: 12_000 },
  { set: 'snli/train_18k' },
  { set: 'snli_cad/original_train' },
  { set: 'snli_cad/revised_combined_train' },
  { set: 'conjnli/adversarial_train_15k', each: 2_500 },
];
const held: { set: string; rows: number }[] = [
  { set: 'fever/dev', rows: 500 },
  { set: 'snli/dev', rows: 500 },
  { set: 'snli_cad/revised_combined_dev', rows: 300 },
];
const tests = ['fever/fever_nli_val', 'fever_symmetric/v0.2_dev', 'snli/test', 'snli_cad/revised_combined_test', 'conjnli/dev'];

const directory = findDataDirectory();
if (directory === null) throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR.');
const out = process.argv[2] ?? '.training/rows';
await mkdir(out, { recursive: true });

const read = (set: string) => readNliRows(join(directory, 'nli', `${set}.jsonl.gz`));
const keyOf = ({ hypothesis }: NliRow) =>
  hypothesis
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const tested = new Set((await Promise.all(tests.map(read))).flat().map(keyOf));
const heldRows: NliRow[] = [];
const barred = new Set(tested);
for (const { set, rows } of held) {
  const all = await read(set);
  for (const row of all) barred.add(keyOf(row));
  heldRows.push(
    ...lowestHashes(
      all.filter((row) => !tested.has(keyOf(row))),
      rows,
      ({ id }) => id,
    ),
  );
}
await write('heldout-nli', heldRows);

const rows: NliRow[] = [];
for (const { set, each } of training) {
  const all = (await read(set)).filter((row) => !barred.has(keyOf(row)));
  const kept = each === undefined ? all : nliLabels.flatMap((label) => withFewerCues(all, label, each));
  note(`${set}: ${kept.length} of ${all.length} pairs, ${describeLabels(kept)}`);
  rows.push(...kept);
}
note(`right by the hypothesis alone: ${(share(rows) * 100).toFixed(1)} %`);
await write('nli', rows);

function describeLabels(pairs: readonly NliRow[]): string {
  const counts = new Map<string, number>();
  for (const { label } of pairs) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${label} ${count}`).join(', ');
}

/** How often the hypothesis's words make the right label likelier than one half. */
function share(pairs: readonly NliRow[]): number {
  return cueProbabilities(pairs).filter((probability) => probability > 0.5).length / pairs.length;
}

async function write(name: string, pairs: readonly NliRow[]): Promise<void> {
  const path = join(out, `${name}.jsonl`);
  await writeDurably(path, jsonLines(pairs));
  note(`${path}: ${pairs.length} pairs`);
}
