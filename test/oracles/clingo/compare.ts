/**
 * Counts disagreements of `solve` with clingo over many generated theories.
 *
 * usage: python test/oracles/clingo/theories.py 12000 7 > theories.jsonl && npx tsx test/oracles/clingo/compare.ts theories.jsonl
 */
import { isDeepStrictEqual } from 'node:util';
import { readRows } from '../../../datasets/read-rows.ts';
import { compareTheory, TheoryRow } from './compare-theory.ts';

let theories = 0;
let cyclic = 0;
let disagreements = 0;
for await (const row of readRows(process.argv[2]!, TheoryRow)) {
  const { oracle, ours } = compareTheory(row);
  theories++;
  if (oracle.cyclic.length > 0) cyclic++;
  if (isDeepStrictEqual(oracle, ours)) continue;
  disagreements++;
  console.log(JSON.stringify({ row, ours }));
}
console.log(`${theories} theories, ${cyclic} of them with statements that attack their own grounds: ${disagreements} disagreements`);
process.exitCode = disagreements === 0 ? 0 : 1;
