import type { AugmentReport } from '../rerank/preference/augment/augment-report.ts';
import { dropReasons } from '../rerank/preference/augment/augment-row.ts';
import { describeUsage } from './describe-usage.ts';
import { formatTable } from './output.ts';

/** How many variants of each kind were kept, and why the others were not. */
export function renderAugmentation(out: string, { questions, variants, kinds, usage }: AugmentReport): string {
  const rows = Object.entries(kinds);
  const reasons = dropReasons.filter((reason) => rows.some(([, { dropped }]) => dropped[reason]));
  const table = formatTable(
    [{ header: 'variant' }, ...['kept', ...reasons].map((header) => ({ header, align: 'right' as const }))],
    rows.map(([kind, { kept, dropped }]) => [kind, String(kept), ...reasons.map((reason) => String(dropped[reason] ?? 0))]),
  );
  return [`${out}: ${questions} questions, ${variants} variants`, ...(rows.length > 0 ? ['', table, ''] : []), describeUsage(usage)].join(
    '\n',
  );
}
