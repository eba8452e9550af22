import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { describeMachine, oneMinuteLoad } from './machine.ts';

const suffix = '.bench.ts';
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
const name = positionals[0];
if (name === undefined || !known.includes(name)) {
  console.error(`usage: npm run bench -- NAME [--json]\n  NAME is one of: ${known.join(', ')}`);
  process.exit(2);
}

const { bench } = (await import(`./${name}${suffix}`)) as { bench: Bench };
const before = oneMinuteLoad();
const { ours, rivals, detail } = await bench.run();
const machine = describeMachine({ before, after: oneMinuteLoad() });
const ratios = Object.fromEntries(Object.entries(rivals).map(([rival, value]) => [rival, value === null ? null : ours / value]));

if (values.json) {
  console.log(JSON.stringify({ name: bench.name, unit: bench.unit, ours, rivals, ratios, machine, ...(detail && { detail }) }));
} else {
  console.log(`${bench.name}: ${figure(ours)} ${bench.unit}`);
  for (const [rival, value] of Object.entries(rivals)) {
    const line =
      value === null
        ? 'not installed (bench/rivals/setup.sh), skipped'
        : `${figure(value)} ${bench.unit} · ours/rival ${figure(ratios[rival]!)}`;
    console.log(`  ${rival}: ${line}`);
  }
  if (detail) console.log(`  detail: ${JSON.stringify(detail, null, 2).replaceAll('\n', '\n  ')}`);
  console.log(`  machine: ${JSON.stringify(machine)}`);
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4, useGrouping: true });
}
