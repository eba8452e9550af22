export { type AugmentRunOptions, augment } from './augment.ts';
export { type AugmentFileOptions, augmentFile } from './augment-file.ts';
export type { AugmentedQuestion, AugmentParts } from './augment-question.ts';
export type { AugmentReport } from './augment-report.ts';
export {
  type Agreement,
  AugmentRow,
  type DroppedVariant,
  type DropReason,
  type RoundTrip,
  VariantOrigin,
  type VariantRow,
} from './augment-row.ts';
export { goldPassages } from './gold-passages.ts';
export { AugmentOptions } from './options.ts';
export { type VariantKind, variantKinds } from './variants.ts';
