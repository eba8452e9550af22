import { openResumableRows } from '../../train/resumable-rows.ts';
import { refuseRepeatedIds } from '../refuse-repeated-ids.ts';
import { type AugmentRunOptions, augment } from './augment.ts';
import type { AugmentParts } from './augment-question.ts';
import { type AugmentReport, emptyAugmentReport, withAugmented } from './augment-report.ts';
import type { AugmentRow } from './augment-row.ts';
import { type AugmentOptions, parseAugmentOptions } from './options.ts';

export interface AugmentFileOptions extends Omit<AugmentRunOptions, 'total'> {
  rows: readonly AugmentRow[];
  /** Where the questions and, after each, its variants go. */
  out: string;
  /** Where a line for each variant that was left out goes, with the reason. */
  dropped?: string | undefined;
  options?: AugmentOptions | undefined;
}

/**
 * Augments questions and writes rows that `rag probe`, `rag mine` and `rag train` take. A run that was interrupted is written anew: with a cached model nothing
 * is asked twice.
 *
 * @throws AccordError as {@link augment}; `invalid-input` for an id that occurs twice; `unreadable-file`, `disk-full`
 */
export async function augmentFile(
  parts: AugmentParts,
  { rows, out, dropped, options = {}, ...run }: AugmentFileOptions,
): Promise<AugmentReport> {
  refuseRepeatedIds(rows);
  const settings = { ...parseAugmentOptions(options), model: parts.model.id, reader: parts.reader.id };
  const file = await openResumableRows(out, settings, true);
  const reasons = dropped === undefined ? undefined : await openResumableRows(dropped, settings, true);
  let report = emptyAugmentReport();
  try {
    for await (const result of augment(rows, parts, options, { ...run, total: rows.length })) {
      await file.append(result.row, ...result.variants);
      if (result.dropped.length > 0) await reasons?.append(...result.dropped);
      report = withAugmented(report, result);
    }
    await file.finish();
    await reasons?.finish();
    return report;
  } catch (error) {
    await file.close().catch(() => {});
    await reasons?.close().catch(() => {});
    throw error;
  }
}
