import { bertEncoder } from '../../nn/encoders/bert.ts';
import type { BertConfig } from '../../nn/encoders/bert-config.ts';
import { bertHeads } from '../../nn/encoders/heads.ts';
import type { Value } from '../../nn/graph.ts';
import type { Layers } from '../../nn/layers.ts';
import { listwise, pointwise } from '../../nn/training/losses.ts';
import { encoderInputs } from '../../nn/training/sequences.ts';

/** Outputs of the classifier, the one that ranks first, by what the model learns. */
export const readingLabels = {
  both: ['useful', 'answerable', 'yes', 'no'],
  reading: ['answerable', 'yes', 'no'],
} as const;
type ReadingLabels = (typeof readingLabels)[keyof typeof readingLabels];

export interface ReadingLoss {
  loss: Value;
  /** The part of each task, and the logits that rank, [1, batch]. */
  outputs: Value[];
}

/**
 * The training graph of a cross-encoder that reads (question, passage): usefulness as a list-wise soft-max over a question's passages,
 * answerability as binary cross-entropy, yes against no, and start and end of the answer as a soft-max over all tokens of all of a question's
 * passages at once, so that span scores compare across passages (Clark & Gardner 2018, "shared normalization"). Without the label `useful`, the first
 * is left out.
 *
 * Inputs beside the encoder's: `useful.group`, `useful.target` [questions, batch], `useful.weight` [questions, 1]; `answerable.label`,
 * `answerable.weight`, `yes.label`, `yes.weight` [1, batch]; `span.group`, `start.target`, `end.target` [asked, tokens], `span.weight` [asked, 1].
 */
export function readingModel(layers: Layers, config: BertConfig, labels: ReadingLabels): ReadingLoss {
  const { graph } = layers;
  const inputs = encoderInputs(graph);
  const states = bertEncoder(layers, config, inputs);
  const heads = bertHeads(layers, { hiddenSize: config.hiddenSize, labels: labels.length, spans: true }, states, inputs.first);
  const [columns] = graph.apply('Transpose', 'logits.columns', [heads.logits], { perm: { ints: [1, 0] } });
  const logits = new Map(labels.map((label, i) => [label, row(layers, `logit.${label}`, columns, i)]));
  const logit = (label: ReadingLabels[number]): Value => logits.get(label)!;
  const rowInput = (name: string): Value => graph.input(name, 'float32', [1, 'batch']);

  const terms = [pointwise(graph, 'loss.answerable', logit('answerable'), rowInput('answerable.label'), rowInput('answerable.weight'))];
  if (logits.has('useful')) {
    const [group, target] = ['group', 'target'].map((part) => graph.input(`useful.${part}`, 'float32', ['questions', 'batch']));
    const weight = graph.input('useful.weight', 'float32', ['questions', 1]);
    terms.unshift(listwise(graph, 'loss.useful', logit('useful'), group!, target!, weight));
  }
  const [lead] = graph.apply('Sub', 'logit.lead', [logit('yes'), logit('no')]);
  terms.push(pointwise(graph, 'loss.yes', lead, rowInput('yes.label'), rowInput('yes.weight')));
  const [ends] = graph.apply('Transpose', 'spans.columns', [heads.spans!], { perm: { ints: [1, 0] } });
  const group = graph.input('span.group', 'float32', ['asked', 'tokens']);
  const weight = graph.input('span.weight', 'float32', ['asked', 1]);
  for (const [i, end] of ['start', 'end'].entries()) {
    const target = graph.input(`${end}.target`, 'float32', ['asked', 'tokens']);
    terms.push(listwise(graph, `loss.${end}`, row(layers, `score.${end}`, ends, i), group, target, weight));
  }
  const loss = terms.slice(1).reduce((sum, term) => graph.apply('Add', graph.fresh('loss.sum'), [sum, term])[0], terms[0]!);
  return { loss, outputs: [...terms, logit(labels[0])] };
}

/** One row of a matrix, as a matrix of one row. */
function row({ graph }: Layers, name: string, x: Value, index: number): Value {
  return graph.apply('Gather', name, [x, graph.constant(`${name}.index`, 'int32', [1], Int32Array.of(index))])[0];
}
