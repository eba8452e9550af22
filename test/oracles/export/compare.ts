/**
 * Exports a model and compares what other libraries make of it with our own inference, over pairs of questions and passages of Natural
 * Questions. Scores in fp32 must be equal within {@link tolerance}; for int8 the distance is printed.
 *
 * usage: RIVALS_DIR=… RAG_DATA_DIR=… npx tsx test/oracles/export/compare.ts [MODEL_DIR]    (the rivals: bench/rivals/setup.sh)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomCrossEncoder } from '../../../bench/random-cross-encoder.ts';
import { rerankSample } from '../../../bench/rerank-sample.ts';
import { rivalsDir } from '../../../bench/rival.ts';
import { formatTable } from '../../../src/cli/output.ts';
import { exportModel } from '../../../src/nn/export/export-model.ts';
import { loadPairModel } from '../../../src/nn/pair-model.ts';
import { passageText } from '../../../src/passage.ts';

const questions = 6;
const tolerance = 1e-3;

interface Scores {
  versions: Record<string, string>;
  logits: Record<string, number[][]>;
}

const model = process.argv[2] ?? (await randomCrossEncoder());
const { tasks } = await rerankSample(questions);
const scratch = mkdtempSync(join(tmpdir(), 'accord-export-'));
try {
  const { directory, labels } = await exportModel(model, join(scratch, 'exported'));

  const ours = async (precision: 'fp32' | 'int8'): Promise<number[][]> => {
    const loaded = await loadPairModel(model, { precision });
    const readings = [];
    for (const { question, passages } of tasks) {
      readings.push(
        ...(await loaded.read(
          question,
          passages.map(({ passage }) => ({ ...passage })),
        )),
      );
    }
    loaded.close();
    return readings.map(({ logits }) => labels.map((label) => logits[label]!));
  };
  const exact = await ours('fp32');
  const rounded = await ours('int8');

  const pairs = tasks.flatMap(({ question, passages }) => passages.map(({ passage }) => [question, passageText(passage)]));
  const run = (command: string, script: string): Scores => {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const env = { ...process.env, RIVALS_DIR: rivalsDir, HF_HUB_OFFLINE: '1' };
    return JSON.parse(
      execFileSync(command, [path, directory], { input: JSON.stringify(pairs), env, stdio: ['pipe', 'pipe', 'inherit'] }).toString(),
    );
  };
  const others = [run(join(rivalsDir, 'bin/python'), 'scores.py'), run(process.execPath, 'scores.mjs')];

  const flat = exact.flat();
  const mean = flat.reduce((sum, x) => sum + x, 0) / flat.length;
  const deviation = Math.sqrt(flat.reduce((sum, x) => sum + (x - mean) ** 2, 0) / flat.length);
  const apart = (a: number[][], b: number[][]): number[] => a.flatMap((row, i) => row.map((x, j) => Math.abs(x - b[i]![j]!)));
  const figure = (x: number): string => x.toExponential(1);
  const systems = { 'ours, int8': rounded, ...others[0]!.logits, ...others[1]!.logits };
  const rows = Object.entries(systems).map(([system, logits]) => {
    const fromExact = apart(logits, exact);
    const isInt8 = /int8|quantized|q8/.test(system);
    const equal = isInt8 || Math.max(...fromExact) <= tolerance;
    if (!equal || logits.length !== pairs.length) process.exitCode = 1;
    const average = fromExact.reduce((sum, x) => sum + x, 0) / fromExact.length;
    return [
      system,
      figure(average),
      figure(Math.max(...fromExact)),
      isInt8 ? figure(Math.max(...apart(logits, rounded))) : '',
      equal ? '' : 'NOT EQUAL',
    ];
  });
  console.log(JSON.stringify(Object.assign({}, ...others.map(({ versions }) => versions))));
  console.log(
    `${pairs.length} pairs, labels ${labels.join(', ')}; logits in fp32 have a standard deviation of ${deviation.toFixed(3)}. Distances:`,
  );
  console.log(
    formatTable(
      [
        { header: 'system' },
        { header: 'mean from ours, fp32', align: 'right' },
        { header: 'largest', align: 'right' },
        { header: 'largest from ours, int8', align: 'right' },
        { header: '' },
      ],
      rows,
    ),
  );
} finally {
  rmSync(scratch, { recursive: true });
}
