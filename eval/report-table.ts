import { datasets } from '../datasets/registry.ts';
import { formatTable } from '../src/cli/output.ts';
import type { Report } from './report.ts';
import type { Intervals, Metrics } from './summarize.ts';

/** The report as text: values are shares in [0, 1], with their 95 % intervals. */
export function reportTable(report: Report): string {
  const { corpus, config, metrics, intervals, timings } = report;
  const { title } = corpus.sample ? { title: 'Bundled sample' } : datasets[report.dataset as keyof typeof datasets];
  const names = Object.keys(metrics.retrieval).filter((name) => !name.startsWith('Annotated '));
  const cell = (name: string) => value(name, metrics.retrieval, intervals.retrieval);
  const tables = [
    `${title}, ${report.split}: ${report.questions} questions over ${corpus.passages} passages`,
    `${config.retriever}, reader ${config.reader ?? 'none'} on the first ${config.k}, seed ${config.seed}`,
    '',
    formatTable(
      [{ header: 'Retrieval' }, { header: 'annotated or near duplicate' }, { header: 'annotated' }],
      names.map((name) => [name, cell(name), cell(`Annotated ${name}`)]),
    ),
  ];
  const { answer } = metrics;
  if (answer) {
    tables.push(
      '',
      formatTable(
        [{ header: 'Answer' }, { header: '' }],
        Object.keys(answer).map((name) => [name.padEnd(12), value(name, answer, intervals.answer!)]),
      ),
    );
  }
  const { retrieval, reading } = timings;
  tables.push('', `Median time of a question: retrieval ${milliseconds(retrieval)}${reading ? `, reading ${milliseconds(reading)}` : ''}`);
  return tables.join('\n');
}

function value(name: string, metrics: Metrics, intervals: Intervals): string {
  if (!(name in metrics)) return '';
  const interval = intervals[name];
  return interval
    ? `${metrics[name]!.toFixed(3)}  [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]`
    : 'no question has a value';
}

function milliseconds({ p50, p99 }: { p50: number; p99: number }): string {
  return `${p50.toFixed(1)} ms (99th percentile ${p99.toFixed(1)})`;
}
