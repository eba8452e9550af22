import { answerIn } from './answer-in.ts';
import type { AnswerMeasure } from './answer-measure.ts';
import { averagePrecision } from './average-precision.ts';
import { contains } from './contains.ts';
import { exactMatch } from './exact-match.ts';
import { f1 } from './f1.ts';
import { nDCG } from './ndcg.ts';
import { precision } from './precision.ts';
import type { RankingMeasure } from './ranking-measure.ts';
import { recall } from './recall.ts';
import { reciprocalRank } from './reciprocal-rank.ts';
import { success } from './success.ts';

export const rankingMeasures: readonly RankingMeasure[] = [recall, reciprocalRank, nDCG, averagePrecision, precision, success, answerIn];
export const answerMeasures: readonly AnswerMeasure[] = [exactMatch, f1, contains];
