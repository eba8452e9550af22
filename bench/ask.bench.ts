import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadDataset } from '../datasets/load-dataset.ts';
import { corpusLocation, openCorpus } from '../eval/open-corpus.ts';
import { sample } from '../eval/statistics/sample.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import type { Bench } from './bench.ts';
import { median } from './bench.ts';

const command = fileURLToPath(new URL('../bin/rag.js', import.meta.url));
const rounds = 7;

// The high-water mark of this image alone: getrusage's also counts what the parent held when it forked.
const reportPeak = `import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(3, /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));`;

/**
 * `rag ask` in a new process over the corpus of `rag-eval nq` (85,208 passages, or the bundled sample where there is no data), every
 * time with another question: seconds until the answer is printed, and the most memory the process held. There is no rival: none
 * answers from one process without a server. The store is in the page cache.
 */
export const bench: Bench = {
  name: 'ask',
  unit: 's',
  async run() {
    if (!existsSync(fileURLToPath(new URL('../dist', import.meta.url))))
      throw new Error('Run npm run build first: the built command is measured.');
    const { corpus, questions } = await loadDataset('nq');
    const embedder = await minilmEmbedder();
    const location = await corpusLocation(corpus, embedder);
    const onProgress = progressLine();
    await (await openCorpus(location, corpus, embedder, { onProgress })).close();
    onProgress.end();

    const asked = [];
    for (const { question } of sample(questions, rounds + 1, 1)) asked.push(await ask(location, question));
    const measured = asked.slice(1);
    return {
      ours: median(measured.map(({ seconds }) => seconds)),
      rivals: {},
      detail: {
        passages: corpus.passages,
        seconds: measured.map(({ seconds }) => Number(seconds.toFixed(3))),
        peakMiB: Math.round(Math.max(...measured.map(({ peakMiB }) => peakMiB))),
      },
    };
  },
};

function ask(store: string, question: string): Promise<{ seconds: number; peakMiB: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(reportPeak)}`, command, 'ask', '--store', store, question],
      {
        stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      },
    );
    let answered: number | undefined;
    let peak = '';
    child.stdout!.on('data', () => {
      answered ??= performance.now();
    });
    child.stdio[3]!.on('data', (data) => {
      peak += data;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0 || answered === undefined) reject(new Error(`rag ask ended with exit code ${code}.`));
      else resolve({ seconds: (answered - started) / 1000, peakMiB: Number(peak) / 1024 });
    });
  });
}
