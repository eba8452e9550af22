import type { Arm } from '../experiment/experiment.ts';

/** Whose labels an arm learns from; those of preferences share questions and passages, and so do those of rows. */
export type Labels = 'rows' | 'shuffled rows' | 'probed' | 'probed, by gold' | 'probed, shuffled';

/** The trainings to compare. The first is the baseline of the first comparison, `gold labels` that of the second. */
export const arms = {
  stock: { description: 'binary cross-entropy of each passage', labels: 'rows', objective: { objective: 'pointwise' } },
  listwise: { description: 'soft-max over a question’s passages', labels: 'rows', objective: { objective: 'listwise' } },
  pairwise: { description: 'RankNet over pairs', labels: 'rows', objective: { objective: 'pairwise' } },
  contrastive: { description: 'supervised contrastive states', labels: 'rows', objective: { objective: 'contrastive' } },
  joint: { description: 'point, pair and contrast, equal weights', labels: 'rows', objective: { objective: 'joint', weights: 'uniform' } },
  mgda: {
    description: 'the same, multiple-gradient descent on normalised gradients',
    labels: 'rows',
    objective: { objective: 'joint', weights: 'mgda-normalised' },
  },
  shuffled: {
    description: 'list-wise, labels shuffled within each question',
    labels: 'shuffled rows',
    objective: { objective: 'listwise' },
  },
  'gold labels': {
    description: 'probed passages by annotation, list-wise',
    labels: 'probed, by gold',
    objective: { objective: 'listwise' },
  },
  'probed labels': {
    description: 'the same passages by their effect on the reader',
    labels: 'probed',
    objective: { objective: 'listwise' },
  },
  'probed, joint': {
    description: 'the same labels, joint by normalised multiple-gradient descent',
    labels: 'probed',
    objective: { objective: 'joint', weights: 'mgda-normalised' },
  },
  'probed, shuffled': {
    description: 'the same labels, shuffled within each question',
    labels: 'probed, shuffled',
    objective: { objective: 'listwise' },
  },
} as const satisfies Record<string, Pick<Arm, 'description' | 'objective'> & { labels: Labels }>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];

/** What the arm is compared with. */
export function baselineOf(name: ArmName): ArmName | undefined {
  const baseline = arms[name].labels.startsWith('probed') ? 'gold labels' : 'stock';
  return name === baseline ? undefined : baseline;
}
