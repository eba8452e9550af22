import { flipWeights } from '../../nn/training/flip-rate.ts';
import { excluded } from '../../nn/training/losses.ts';
import type { Feeds } from '../../nn/training/program.ts';
import { matrix, sequenceFeeds } from '../../nn/training/sequences.ts';
import { type Candidate, type Example, listTargets } from './collate.ts';
import { tasksOf } from './ranking-model.ts';
import type { RankingObjective } from './ranking-options.ts';

/**
 * A batch of examples as inputs of the ranking model. A question's passages are compared with each other only. Each question counts `scale`, so that
 * several micro-batches add up to one step; one whose passages are all alike teaches no order.
 */
export function rankingFeeds(examples: readonly Example[], options: RankingObjective, scale: number): Feeds {
  const batch = examples.reduce((sum, { candidates }) => sum + candidates.length, 0);
  const feeds = sequenceFeeds(examples.flatMap(({ candidates }) => candidates));
  for (const task of tasksOf[options.objective]) {
    const parts =
      task === 'list'
        ? listTargets(examples, batch, scale)
        : { point: pointTargets, pair: pairTargets, contrast: contrastTargets }[task](examples, batch, options, scale);
    for (const [part, feed] of Object.entries(parts)) feeds[`${task}.${part}`] = feed;
  }
  return feeds;
}

const given = ({ flipRate, flipCorrection }: RankingObjective) => flipWeights({ rate: flipRate, correction: flipCorrection });
const degreeOf = ({ degree, positive }: Candidate): number => degree ?? Number(positive);

/** The mean over a question's passages. A loss that is linear in its label is corrected by correcting the label. */
function pointTargets(examples: readonly Example[], batch: number, options: RankingObjective, scale: number): Feeds {
  const [label, weight] = [new Float32Array(batch), new Float32Array(batch)];
  const { given: right, opposite: wrong } = given(options);
  let column = 0;
  for (const { candidates } of examples) {
    for (const { positive } of candidates) {
      label[column] = positive ? right : wrong;
      weight[column++] = scale / candidates.length;
    }
  }
  return { label: matrix(1, batch, label), weight: matrix(1, batch, weight) };
}

/** The mean over all pairs of a question whose degrees are far enough apart. */
function pairTargets(examples: readonly Example[], batch: number, options: RankingObjective, scale: number): Feeds {
  const { helpfulFrom, margin: most } = options;
  const { given: right, opposite: wrong } = given(options);
  const [margin, weight] = [new Float32Array(batch * batch), new Float32Array(batch * batch)];
  let first = 0;
  for (const { candidates } of examples) {
    const ordered = candidates.flatMap((better, i) =>
      candidates.flatMap((worse, j) => {
        const lead = degreeOf(better) - degreeOf(worse);
        return lead > 0 && lead >= helpfulFrom ? [{ i: first + i, j: first + j, lead }] : [];
      }),
    );
    for (const { i, j, lead } of ordered) {
      margin[i * batch + j] = margin[j * batch + i] = most * Math.min(1, lead);
      weight[i * batch + j] = (right * scale) / ordered.length;
      weight[j * batch + i] = (wrong * scale) / ordered.length;
    }
    first += candidates.length;
  }
  return { margin: matrix(batch, batch, margin), weight: matrix(batch, batch, weight) };
}

/** The mean over all anchors that have another of their class; without both classes there is nothing to tell apart. */
function contrastTargets(examples: readonly Example[], batch: number, _: RankingObjective, scale: number): Feeds {
  const rivals = new Float32Array(batch * batch).fill(excluded);
  const weight = new Float32Array(batch * batch);
  let first = 0;
  for (const { candidates } of examples) {
    const partners = candidates.map(({ positive }, i) =>
      candidates.flatMap((other, j) => (j !== i && other.positive === positive ? [j] : [])),
    );
    const anchors = partners.filter(({ length }) => length > 0).length;
    const mixed = candidates.some(({ positive }) => positive) && candidates.some(({ positive }) => !positive);
    for (const [i, own] of partners.entries()) {
      const row = (first + i) * batch + first;
      for (const j of candidates.keys()) if (j !== i) rivals[row + j] = 0;
      if (mixed) for (const j of own) weight[row + j] = scale / anchors / own.length;
    }
    first += candidates.length;
  }
  return { rivals: matrix(batch, batch, rivals), weight: matrix(batch, batch, weight) };
}
