import { throwIfAborted } from '../src/errors.ts';
import type { ScoredPassage } from '../src/passage.ts';
import type { LongRunning } from '../src/progress.ts';
import { crossEncoder } from '../src/rerank/cross-encoder.ts';
import type { Reranker } from '../src/rerank/reranker.ts';
import { shippedModel } from '../src/rerank/shipped-model.ts';
import { rocArea } from '../src/rerank/train/roc-area.ts';
import { ComparisonOptions } from './comparison-options.ts';
import { type JudgedList, readJudgedLists } from './judged-lists.ts';
import { judgeRanking } from './measures/judge-ranking.ts';
import { parseMeasure } from './measures/parse-measure.ts';
import { otherQuestions, type QuestionAuc, questionAuc, type Reading } from './other-questions.ts';
import { parseOptions } from './parse-options.ts';
import { mean } from './statistics/mean.ts';
import { pairedRandomization } from './statistics/paired-randomization.ts';
import { sample } from './statistics/sample.ts';
import { type Intervals, type Metrics, summarize } from './summarize.ts';

/** How a system orders the passages. */
export interface SystemReport {
  system: 'first stage' | 'against' | 'model' | 'model, logit alone';
  /** The reranker's id; null for the first stage. */
  reranker: string | null;
  metrics: Metrics;
  intervals: Intervals;
  auc: QuestionAuc | null;
}

/** What `rag eval-reranker --json` prints. */
export interface RerankerComparison {
  data: string;
  questions: number;
  depth: number;
  seed: number;
  systems: SystemReport[];
  /** Of means over the same questions; two-sided p-value of the paired randomisation test. */
  differences: { system: string; from: string; measure: string; difference: number; pValue: number }[];
}

const rankingMeasures = ['R@1', 'RR@10', 'nDCG@10'].map(parseMeasure);
const pairAccuracy = 'pair accuracy';
const measureNames = [...rankingMeasures.map(String), pairAccuracy];

/**
 * Compares the reranker of a model directory with the first stage and with another reranker on a file of candidate rows or training rows. All right passages of a
 * question count as one right thing: R@1 is the share of questions whose first passage is a right one. Pair accuracy is the share of pairs of
 * a right and a wrong passage in the right order.
 *
 * @throws AccordError `invalid-input` for a bad option or row, `not-found`, `unreadable-file`, `model-missing`, `unsupported-format`, `aborted`.
 */
export async function compareRerankers(
  path: string,
  model: string,
  options: ComparisonOptions = {},
  running: LongRunning = {},
): Promise<RerankerComparison> {
  const { against = shippedModel(), depth, limit, seed } = parseOptions(ComparisonOptions, options);
  const rerankers = [
    await crossEncoder({ model }),
    ...(against === undefined || against === model ? [] : [await crossEncoder({ model: against })]),
  ];
  const { lists: all, firstStage } = await readJudgedLists(path, running);
  const lists = (limit === undefined ? all : sample(all, limit, seed)).map((list) => ({
    ...list,
    passages: list.passages.slice(0, depth),
  }));

  const [own, other] = await rankAll(rerankers, lists, seed, running);
  const orders = [
    ...(firstStage ? [{ system: 'first stage' as const, ranking: lists.map(({ passages }) => passages), reranking: undefined }] : []),
    ...(other ? [{ system: 'against' as const, ranking: other.rankings, reranking: other }] : []),
    { system: 'model' as const, ranking: own!.rankings, reranking: own },
    { system: 'model, logit alone' as const, ranking: own!.rankings.map(byLogit), reranking: own },
  ];
  const measured = orders.map(({ system, ranking, reranking }) => {
    const values = lists.map((list, i) => measure(list, ranking[i]!));
    return {
      system,
      values,
      report: { system, reranker: reranking?.id ?? null, ...summarize(measureNames, values, seed), auc: reranking?.auc ?? null },
    };
  });
  const valuesOf = (wanted: string) => measured.find(({ system }) => system === wanted)!.values;
  return {
    data: path,
    questions: lists.length,
    depth,
    seed,
    systems: measured.map(({ report }) => report),
    differences: measured
      .filter(({ system }) => system === 'first stage' || system === 'against')
      .flatMap(({ system: from, values }) =>
        differences(valuesOf('model'), values, seed).map((row) => ({ system: 'model', from, ...row })),
      ),
  };
}

interface Reranking {
  id: string;
  rankings: ScoredPassage[][];
  auc: SystemReport['auc'];
}

async function rankAll(
  rerankers: readonly Reranker[],
  lists: readonly JudgedList[],
  seed: number,
  { signal, onProgress }: LongRunning,
): Promise<Reranking[]> {
  const total = rerankers.length * lists.length;
  const others = otherQuestions(lists, seed);
  const results: Reranking[] = [];
  for (const reranker of rerankers) {
    const rankings: ScoredPassage[][] = [];
    const readings: Reading[] = [];
    for (const [i, { question, passages }] of lists.entries()) {
      throwIfAborted(signal);
      onProgress?.({ stage: 'rerank', done: results.length * lists.length + i, total });
      const ranking = await reranker.rank(question, passages, { signal });
      rankings.push(ranking);
      const { question: other, drawn } = others[i]!;
      const chosen = new Set(drawn.map(({ passage }) => passage.id));
      readings.push({
        own: logits(ranking.filter(({ passage }) => chosen.has(passage.id))),
        other: logits(drawn.length > 0 ? await reranker.rank(other, drawn, { signal }) : []),
      });
    }
    results.push({ id: reranker.id, rankings, auc: questionAuc(lists, readings) });
  }
  onProgress?.({ stage: 'rerank', done: total, total });
  return results;
}

const logits = (passages: readonly ScoredPassage[]): Map<string, number> =>
  new Map(passages.map(({ passage, scores }) => [passage.id, scores.logit!]));

function byLogit(ranking: readonly ScoredPassage[]): ScoredPassage[] {
  return ranking.toSorted((a, b) => b.scores.logit! - a.scores.logit!);
}

function measure({ right, wrong }: JudgedList, ranking: readonly ScoredPassage[]): Record<string, number> {
  const ids = ranking.map(({ passage }) => passage.id);
  const judged = judgeRanking(ids, [[...right]]);
  const scores = Object.fromEntries(rankingMeasures.map((one) => [String(one), one.compute(judged)]));
  const places = (wanted: ReadonlySet<string>) => ids.flatMap((id, place) => (wanted.has(id) ? -place : []));
  const accuracy = rocArea(places(right), places(wrong));
  return Number.isNaN(accuracy) ? scores : { ...scores, [pairAccuracy]: accuracy };
}

/** Of each measure over the questions that have a value. */
function differences(values: readonly Record<string, number>[], from: readonly Record<string, number>[], seed: number) {
  return measureNames.flatMap((name) => {
    const [a, b] = [values, from].map((rows) => rows.flatMap((row) => row[name] ?? []));
    return a!.length === 0 ? [] : [{ measure: name, difference: mean(a!) - mean(b!), pValue: pairedRandomization(a!, b!, { seed }) }];
  });
}
