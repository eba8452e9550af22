import { formatTable } from '../src/cli/output.ts';
import type { SuiteReport } from './suites/suite.ts';
import type { Comparison, Figure } from './suites/summarize-systems.ts';

type Systems = SuiteReport['systems'];

/** A suite's report for people: a table of figures, one for each part, differences from the baselines, the dial's curve. */
export function suiteTable({ suite, items, systems, parts = {}, comparisons = [], dial = [] }: Omit<SuiteReport, 'rows'>): string {
  return [
    `${suite}: ${items} questions`,
    figureTable(systems),
    ...Object.entries(parts).map(([part, figures]) => `${part}\n${figureTable(figures)}`),
    ...(comparisons.length > 0 ? [comparisonTable(comparisons)] : []),
    ...(dial.length > 0
      ? [
          formatTable(
            [{ header: 'dial' }, ...Object.keys(dial[0]!.figures).map((header) => ({ header }))],
            dial.map(({ dial, figures }) => [dial.toFixed(1), ...Object.values(figures).map((value) => value?.toFixed(3) ?? '')]),
          ),
        ]
      : []),
  ].join('\n\n');
}

function figureTable(systems: Systems): string {
  const columns = [{ header: '' }, { header: 'value' }, { header: '95 % interval' }, { header: 'questions', align: 'right' as const }];
  return Object.entries(systems)
    .map(([system, figures]) =>
      formatTable(
        [{ header: system }, ...columns.slice(1)],
        Object.entries(figures).map(([name, figure]) => [`  ${name}`, ...cells(figure)]),
      ),
    )
    .join('\n\n');
}

function cells({ value, lower, upper, questions }: Figure): string[] {
  return [value?.toFixed(3) ?? '', lower === null || upper === null ? '' : interval(lower, upper), String(questions)];
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  return formatTable(
    [{ header: 'difference from' }, { header: 'in' }, { header: 'value' }, { header: '95 % interval' }, { header: 'p' }],
    comparisons.map(({ measure, system, difference, lower, upper, p }) => [
      system,
      measure,
      difference.toFixed(3),
      interval(lower, upper),
      p?.toFixed(4) ?? '',
    ]),
  );
}

const interval = (lower: number, upper: number) => `[${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
