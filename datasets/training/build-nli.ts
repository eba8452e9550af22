/**
 * Writes the pairs that the contradiction detector is trained on, and held-out pairs to choose a model by, out of the data directory.
 *
 * usage: RAG_DATA_DIR=… tsx datasets/training/build-nli.ts [OUT_DIR]   (default: .training/rows)
 *
 * nli          FEVER, SNLI, counterfactual SNLI and ConjNLI. Of FEVER and ConjNLI those claims are preferred that do not give their label away: a
 *              negation word or "only" stands in 25 % of FEVER's contradictions and in 1 % of its entailments. Most of FEVER's evidence stands
 *              under its title and among other sentences on the subject, and the like without the evidence is neutral
 * heldout-nli  from the development parts of FEVER, in its context too, SNLI and counterfactual SNLI
 *
 * No hypothesis of a test or development set is in the first file.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { note } from '../../src/cli/output.ts';
import { nliLabels } from '../../src/conflict/nli/nli-labels.ts';
import { NliRow } from '../../src/conflict/nli/nli-options.ts';
import { readNliRows } from '../../src/conflict/nli/train-nli.ts';
import { jsonLines, writeDurably } from '../../src/durable-write.ts';
import { AccordError } from '../../src/errors.ts';
import { dataFile, findDataDirectory } from '../find-data.ts';
import { readRows } from '../read-rows.ts';
import { ClaimContext, type ClaimRow } from './claim-context.ts';
import { cueProbabilities, withFewerCues } from './claim-cues.ts';
import { hashFraction, lowestHashes } from './hash-split.ts';

/** FEVER's training rows say of how many sentences the evidence is. */
const EvidencedRow = NliRow.extend({ meta: z.object({ n_ev: z.int().nullable() }) });

/** So many rows of each label, or all. */
const training: { set: string; each?: number }[] = [
  { set: 'snli/train_18k' },
  { set: 'snli_cad/original_train' },
  { set: 'snli_cad/revised_combined_train' },
  { set: 'conjnli/adversarial_train_15k', each: 2_500 },
];
/**
 * Of FEVER: claims on their evidence, of either label; claims without evidence on a sentence that shares words with them, and on others on their
 * subject; claims with evidence on other sentences than that.
 */
const fever = { each: 15_000, retrieved: 5_000, open: 14_000, apart: 5_000 };
/** Share of FEVER's evidence that stands by itself. */
const bareShare = 0.3;
const held: { set: string; rows: number }[] = [
  { set: 'snli/dev', rows: 500 },
  { set: 'snli_cad/revised_combined_dev', rows: 300 },
];
const heldFever = { rows: 500, apart: 250 };
const tests = ['fever/fever_nli_val', 'fever_symmetric/v0.2_dev', 'snli/test', 'snli_cad/revised_combined_test', 'conjnli/dev'];

const directory = findDataDirectory();
if (directory === null) throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR.');
const out = process.argv[2] ?? '.training/rows';
await mkdir(out, { recursive: true });

const read = (set: string) => readNliRows(dataFile(directory, `nli/${set}`));
const keyOf = ({ hypothesis }: NliRow) =>
  hypothesis
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const byId = ({ id }: NliRow) => id;

const tested = new Set((await Promise.all(tests.map(read))).flat().map(keyOf));
const untested = (row: NliRow) => !tested.has(keyOf(row));
const heldRows: NliRow[] = [];
const barred = new Set(tested);
for (const { set, rows } of held) {
  const all = await read(set);
  for (const row of all) barred.add(keyOf(row));
  heldRows.push(...lowestHashes(all.filter(untested), rows, byId));
}
const heldClaims = await readClaims('fever/dev');
for (const row of heldClaims) barred.add(keyOf(row));
heldRows.push(...inContext(heldClaims.filter(untested), heldClaims, heldFever.rows, heldFever.apart));
await write('heldout-nli', heldRows);

const allowed = (row: NliRow) => !barred.has(keyOf(row));
const claims = (await readClaims('fever/train')).filter(allowed);
const unevidenced = withFewerCues((await read('fever/train_neutral_retrieved')).filter(allowed), 'neutral', fever.retrieved + fever.open);
const rows: NliRow[] = [];
const keep = (set: string, kept: NliRow[]) => {
  note(`${set}: ${kept.length} pairs, ${describeLabels(kept)}`);
  rows.push(...kept);
};
const context = new ClaimContext(claims);
keep('fever', [
  ...inContext(
    (['entailment', 'contradiction'] as const).flatMap((label) => withFewerCues(claims, label, fever.each)),
    claims,
    2 * fever.each,
    fever.apart,
  ),
  ...unevidenced.slice(fever.open),
  ...unevidenced.slice(0, fever.open).flatMap((row) => context.open(row) ?? []),
]);
for (const { set, each } of training) {
  const all = (await read(set)).filter(allowed);
  keep(set, each === undefined ? all : nliLabels.flatMap((label) => withFewerCues(all, label, each)));
}
note(`right by the hypothesis alone: ${(share(rows) * 100).toFixed(1)} %`);
await write('nli', rows);

/** Claims on their evidence, most of it in context, and `apart` of them on sentences on their subject that are not evidence. */
function inContext(chosen: NliRow[], all: readonly ClaimRow[], count: number, apart: number): NliRow[] {
  const around = new ClaimContext(all);
  const evidence = lowestHashes(chosen, count, byId).map((row) =>
    hashFraction(`bare ${row.id}`) < bareShare ? row : around.surround(row),
  );
  const open = chosen.flatMap((row) => around.open(row, 0.25) ?? []);
  return [...evidence, ...lowestHashes(open, apart, byId)];
}

async function readClaims(set: string): Promise<ClaimRow[]> {
  const found: ClaimRow[] = [];
  for await (const { meta, ...row } of readRows(dataFile(directory!, `nli/${set}`), EvidencedRow))
    found.push({ ...row, single: meta.n_ev === null ? !row.premise.includes('. ') : meta.n_ev === 1 });
  return found;
}

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
