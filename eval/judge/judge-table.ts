import { formatTable } from '../../src/cli/output.ts';
import { orderMeasures } from './order-change.ts';
import type { JudgeSuiteReport } from './run-judge-suite.ts';
import { judgeMeasures } from './score-list.ts';

const costs = ['requests', 'prompt tokens', 'reply tokens', 'unread replies', 'answer mass', 'pairs changed by order', 'cyclic triples'];
/** Other counts are shares. */
const counts = new Set(['requests', 'prompt tokens', 'reply tokens']);
const withInterval = new Set(['F1', 'RR', 'AUC']);

/** The report as text: agreement with the annotation, order sensitivity and cost, then differences to the baselines. */
export function judgeTable({ questions, available, config, systems, differences }: Omit<JudgeSuiteReport, 'rows'>): string {
  return [
    `${questions} of ${available} questions, ${JSON.stringify(config)}`,
    '',
    table(systems, judgeMeasures),
    '',
    table(systems, [...orderMeasures, ...costs]),
    ...(differences.length === 0 ? [] : ['', differenceTable(differences)]),
  ].join('\n');
}

/** The measures that any system has a value of; systems without any are left out. */
function table(systems: JudgeSuiteReport['systems'], measures: readonly string[]): string {
  const shown = measures.filter((name) => Object.values(systems).some(({ metrics }) => metrics[name] != null));
  const rows = Object.entries(systems).filter(([, { metrics }]) => shown.some((name) => metrics[name] != null));
  return formatTable(
    [{ header: 'System' }, ...shown.map((header) => ({ header, align: 'right' as const }))],
    rows.map(([system, { metrics, intervals }]) => [
      system,
      ...shown.map((name) => {
        const [mean, interval] = [metrics[name], intervals[name]];
        if (mean == null || !interval) return '';
        if (counts.has(name)) return mean.toFixed(1);
        return withInterval.has(name) ? `${mean.toFixed(3)} [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]` : mean.toFixed(3);
      }),
    ]),
  );
}

function differenceTable(differences: JudgeSuiteReport['differences']): string {
  return formatTable(
    [{ header: 'AUC' }, { header: 'minus' }, { header: 'difference', align: 'right' }, { header: 'p (Holm)', align: 'right' }],
    differences.map(({ system, from, difference, pValue }) => [
      system,
      from,
      `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(3)}`,
      pValue.toFixed(4),
    ]),
  );
}
