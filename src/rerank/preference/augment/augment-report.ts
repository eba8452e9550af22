import { addUsage, type ModelUsage, noUsage } from '../../../reader/model-usage.ts';
import type { AugmentedQuestion } from './augment-question.ts';
import { type DropReason, dropReasons } from './augment-row.ts';
import { type VariantKind, variantKinds } from './variants.ts';

export interface AugmentReport {
  questions: number;
  variants: number;
  /** By kind: variants kept, and left out by reason. Kinds that were not asked for are absent. */
  kinds: Partial<Record<VariantKind, { kept: number; dropped: Partial<Record<DropReason, number>> }>>;
  /** What variants and round trips have cost. */
  usage: ModelUsage;
}

export const emptyAugmentReport = (): AugmentReport => ({ questions: 0, variants: 0, kinds: {}, usage: noUsage() });

/** The report with one more question. */
export function withAugmented(report: AugmentReport, { variants, dropped, usage }: AugmentedQuestion): AugmentReport {
  const kinds: AugmentReport['kinds'] = {};
  for (const kind of variantKinds) {
    const { kept = 0, dropped: before = {} } = report.kinds[kind] ?? {};
    const own = dropped.filter((each) => each.kind === kind);
    const now = variants.filter(({ origin }) => origin.kind === kind).length;
    if (report.kinds[kind] === undefined && own.length + now === 0) continue;
    const counts = dropReasons.flatMap((reason) => {
      const count = (before[reason] ?? 0) + own.filter((each) => each.reason === reason).length;
      return count > 0 ? [[reason, count] as const] : [];
    });
    kinds[kind] = { kept: kept + now, dropped: Object.fromEntries(counts) };
  }
  return {
    questions: report.questions + 1,
    variants: report.variants + variants.length,
    kinds,
    usage: addUsage(report.usage, usage),
  };
}
