import { z } from 'zod';
import { abstentionRate } from '../measures/conflict/abstention-rate.ts';
import { accuracy } from '../measures/conflict/accuracy.ts';
import { rejectionRate } from '../measures/conflict/rejection-rate.ts';
import { PassagesRow } from './data-rows.ts';
import type { ItemSuite } from './item-suite.ts';
import { readData } from './read-data.ts';
import { aurc } from './suite-measure.ts';
import { plainRag } from './systems/baselines.ts';

const Squad2Row = PassagesRow.extend({ answers: z.array(z.string()) });

/**
 * Questions on one passage, half of which it does not answer: how well the decision's probability tells answers that are right from those that are not. An answer to
 * an unanswerable question is wrong. The gate is open, as it would end the curve early.
 *
 * Source: Rajpurkar, Jia and Liang, Know what you don't know: unanswerable questions for SQuAD, ACL 2018.
 */
export const squad2: ItemSuite = {
  name: 'squad2',
  description: 'SQuAD 2.0: questions that their passage may not answer; risk and coverage',
  policy: { answers: 'one', gate: 0 },
  baselines: { 'confidence threshold': plainRag },
  measures: [accuracy, rejectionRate, abstentionRate],
  overall: [aurc],
  compared: ['AURC'],
  load: async ({ sample }) =>
    sample(await readData('squad_v2/dev', Squad2Row)).map(({ id, question, answers, contexts: [passage] }) => ({
      id,
      // Questions on one passage are no independent trials.
      cluster: passage!.id,
      question,
      passages: [{ ...passage!, document: { id: passage!.id }, metadata: {} }],
      facts: { gold: answers },
    })),
};
