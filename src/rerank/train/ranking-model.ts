import { bertEncoder } from '../../nn/encoders/bert.ts';
import type { BertConfig } from '../../nn/encoders/bert-config.ts';
import { classifier, classStates } from '../../nn/encoders/heads.ts';
import type { Graph, Value } from '../../nn/graph.ts';
import type { Layers } from '../../nn/layers.ts';
import { listwise, pairwise, pointwise, supervisedContrastive } from '../../nn/training/losses.ts';
import type { ProgramOptions } from '../../nn/training/program.ts';
import { encoderInputs } from '../../nn/training/sequences.ts';
import { descentWeights, gramMatrix, weightedLoss } from '../../nn/training/task-weights.ts';
import type { RankingObjective } from './ranking-options.ts';

/** What `joint` learns at once. */
export const jointTasks = ['point', 'pair', 'contrast'] as const;

/** The parts that an objective is made of. */
export const tasksOf = {
  listwise: ['list'],
  pointwise: ['point'],
  pairwise: ['pair'],
  // The contrast teaches the encoder alone; the scores are fitted to its states.
  contrastive: ['contrast', 'point'],
  joint: jointTasks,
} as const satisfies Record<RankingObjective['objective'], readonly string[]>;
type Task = (typeof tasksOf)[RankingObjective['objective']][number];

/**
 * The training graph of a cross-encoder with one score, by any objective. Joint training is that of DPA-RAG (Dong et al., WWW 2025, section 3.2), with
 * the weights of its tasks taken from their gradients at the [CLS] states of each micro-batch.
 *
 * Inputs beside the encoder's, as the objective needs them: `list.group`, `list.target` [questions, batch], `list.weight` [questions, 1];
 * `point.label`, `point.weight` [1, batch]; `pair.margin`, `pair.weight`, `contrast.rivals`, `contrast.weight` [batch, batch].
 * Outputs: `logit.useful` [1, batch]; of joint, the loss of each task, `tasks.weights` and `tasks.gram`.
 */
export function rankingModel(
  layers: Layers,
  config: BertConfig,
  options: RankingObjective,
): Required<Pick<ProgramOptions, 'loss' | 'held' | 'outputs'>> {
  const { graph } = layers;
  const { objective } = options;
  const inputs = encoderInputs(graph);
  const cls = classStates(layers, bertEncoder(layers, config, inputs), inputs.first);
  const [read] = objective === 'contrastive' ? graph.apply('Identity', 'heads.held', [cls]) : [cls];
  const logits = classifier(layers, { hiddenSize: config.hiddenSize, labels: 1 }, read);
  const [useful] = graph.apply('Transpose', 'logit.useful', [logits], { perm: { ints: [1, 0] } });
  const losses = tasksOf[objective].map((task) => taskLoss(graph, task, useful, cls, options));
  if (objective === 'contrastive') {
    const [loss] = graph.apply('Add', 'loss', losses);
    return { loss, held: [read], outputs: [useful] };
  }
  if (objective !== 'joint') return { loss: losses[0]!, held: [], outputs: [useful] };
  const gram = gramMatrix(graph, losses, cls);
  const weights = jointWeights(graph, gram, options);
  const loss = weightedLoss(graph, 'loss', losses, weights);
  return { loss, held: [weights], outputs: [...losses, weights, gram, useful] };
}

function taskLoss(graph: Graph, task: Task, useful: Value, cls: Value, { temperature }: RankingObjective): Value {
  const name = `loss.${task}`;
  const fed = (part: string, shape: readonly (string | number)[]): Value => graph.input(`${task}.${part}`, 'float32', shape);
  const list = ['questions', 'batch'];
  const square = ['batch', 'batch'];
  switch (task) {
    case 'list':
      return listwise(graph, name, useful, fed('group', list), fed('target', list), fed('weight', ['questions', 1]));
    case 'point':
      return pointwise(graph, name, useful, fed('label', [1, 'batch']), fed('weight', [1, 'batch']));
    case 'pair':
      return pairwise(graph, name, useful, fed('margin', square), fed('weight', square));
    case 'contrast':
      return supervisedContrastive(graph, name, cls, temperature, fed('rivals', square), fed('weight', square));
  }
}

/** [tasks, 1] */
function jointWeights(graph: Graph, gram: Value, options: RankingObjective): Value {
  const { weights, pointWeight, pairWeight, contrastWeight } = options;
  const count = jointTasks.length;
  if (weights === 'mgda' || weights === 'mgda-normalised') return descentWeights(graph, gram, count, weights === 'mgda-normalised');
  const values = weights === 'fixed' ? [pointWeight, pairWeight, contrastWeight] : Array<number>(count).fill(1 / count);
  return graph.constant('tasks.weights', 'float32', [count, 1], Float32Array.from(values));
}
