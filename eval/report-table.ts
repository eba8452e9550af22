import { datasets } from '../datasets/registry.ts';
import { formatTable } from '../src/cli/output.ts';
import type { ModelUsage } from '../src/reader/model-usage.ts';
import type { AnswerLength } from './answer-length.ts';
import type { Times } from './describe-times.ts';
import type { ReadingReport } from './reading.ts';
import type { Report } from './report.ts';
import type { Intervals, Metrics } from './summarize.ts';

/** The report as text: values are shares in [0, 1], with their 95 % intervals; where passages were reranked, before → after. */
export function reportTable(report: Report): string {
  const { corpus, config, metrics, intervals, timings, model } = report;
  const title = corpus.sample ? 'Bundled sample' : titleOf(report.dataset);
  const reranker = config.reranker === null ? '' : `, ${config.reranker} on the first ${config.rerankDepth}`;
  const { retrieval, rerank, answer } = metrics;
  const names = Object.keys(retrieval).filter((name) => !name.startsWith('Annotated '));
  const cell = (name: string): string => {
    if (!(name in retrieval)) return '';
    if (!rerank || !intervals.rerank) return value(name, retrieval, intervals.retrieval);
    const before = retrieval[name]?.toFixed(3);
    return `${before === undefined ? '' : `${before} → `}${value(name, rerank, intervals.rerank)}`;
  };
  const tables = [
    `${title}, ${report.split}: ${report.questions} questions over ${corpus.passages} passages`,
    `${config.retriever}${reranker}, reader ${config.reader ?? 'none'} on the first ${config.k}, seed ${config.seed}`,
    '',
    formatTable(
      [{ header: rerank ? 'Retrieval → reranked' : 'Retrieval' }, { header: 'annotated or near duplicate' }, { header: 'annotated' }],
      names.map((name) => [name, cell(name), cell(`Annotated ${name}`)]),
    ),
  ];
  if (answer) tables.push('', answerTable(answer, intervals.answer!, report.answerLength!));
  const stages = (['retrieval', 'rerank', 'reading'] as const).flatMap((stage) => {
    const times = timings[stage];
    return times ? `${stage} ${milliseconds(times)}` : [];
  });
  tables.push('', `Median time of a question: ${stages.join(', ')}`, ...modelLines(model));
  return tables.join('\n');
}

/** The same for a reader of gold passages. */
export function readingTable({
  dataset,
  split,
  questions,
  config,
  metrics,
  intervals,
  answerLength,
  timings,
  model,
}: ReadingReport): string {
  return [
    `${titleOf(dataset)}, ${split}: ${questions} questions with their gold passages`,
    `reader ${config.reader}, seed ${config.seed}`,
    '',
    answerTable(metrics.answer, intervals.answer, answerLength),
    '',
    `Time of all questions: ${(timings.questions / 1000).toFixed(1)} s`,
    ...modelLines(model),
  ].join('\n');
}

function answerTable(metrics: Metrics, intervals: Intervals, { predicted, right }: AnswerLength): string {
  const table = formatTable(
    [{ header: 'Answer' }, { header: '' }],
    Object.keys(metrics).map((name) => [name.padEnd(12), value(name, metrics, intervals)]),
  );
  const lengths =
    predicted !== null && right !== null ? [`Mean length in tokens: stated ${predicted.toFixed(2)}, right ${right.toFixed(2)}`] : [];
  return [table, ...lengths].join('\n');
}

function modelLines(model: ModelUsage | null): string[] {
  if (!model) return [];
  const { requests, cached, tokens, fallbacks } = model;
  const without = fallbacks.length > 0 ? `; ${fallbacks.join(', ')}` : '';
  return [
    `Language model: ${requests} requests (${cached} cached), ${tokens.prompt} prompt and ${tokens.completion} reply tokens${without}`,
  ];
}

function titleOf(dataset: string): string {
  return datasets[dataset as keyof typeof datasets].title;
}

function value(name: string, metrics: Metrics, intervals: Intervals): string {
  const interval = intervals[name];
  return interval
    ? `${metrics[name]!.toFixed(3)}  [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]`
    : 'no question has a value';
}

function milliseconds({ p50, p99 }: Times): string {
  return `${p50.toFixed(1)} ms (99th percentile ${p99.toFixed(1)})`;
}
