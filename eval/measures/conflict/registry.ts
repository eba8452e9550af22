import { abstentionRate } from './abstention-rate.ts';
import { accuracy } from './accuracy.ts';
import { adherence } from './adherence.ts';
import { attackSuccess } from './attack-success.ts';
import type { ConflictMeasure } from './conflict-measure.ts';
import { memorisationRatio } from './memorisation-ratio.ts';
import { overUpdating } from './over-updating.ts';
import { rejectionRate } from './rejection-rate.ts';
import { robustness } from './robustness.ts';
import { strictMatch } from './strict-match.ts';
import { updatesToCorrect, updatesToIncorrect } from './update-rates.ts';

/** The measures that are means over questions; {@link harmonicMean} and {@link areaUnderRiskCoverage} are over several or all of them. */
export const conflictMeasures: readonly ConflictMeasure[] = [
  accuracy,
  strictMatch,
  adherence,
  robustness,
  memorisationRatio,
  updatesToCorrect,
  updatesToIncorrect,
  overUpdating,
  rejectionRate,
  abstentionRate,
  attackSuccess,
];
