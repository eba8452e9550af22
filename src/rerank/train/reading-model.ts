import { bertEncoder } from '../../nn/encoders/bert.ts';
import type { BertConfig } from '../../nn/encoders/bert-config.ts';
import { bertHeads } from '../../nn/encoders/heads.ts';
import type { Value } from '../../nn/graph.ts';
import type { Layers } from '../../nn/layers.ts';
import { listwise, pointwise } from '../../nn/training/losses.ts';
import { encoderInputs } from '../../nn/training/sequences.ts';

/** Outputs of the classifier that this model family knows. */
export const readingLabels = ['useful', 'answerable', 'yes', 'no'] as const;

export interface ReadingLoss {
  loss: Value;
  /** The part of each task, and the useful logits [1, batch]. */
  outputs: Value[];
}

/**
 * The training graph of a cross-encoder that reads (question, passage): usefulness as a list-wise soft-max over a question's passages,
 * answerability as binary cross-entropy, yes against no, and start and end of the answer as a soft-max over all tokens of all of a question's
 * passages at once, so that span scores compare across passages (Clark & Gardner 2018, "shared normalization").
 *
 * Inputs beside the encoder's: `useful.group`, `useful.target` [questions, batch], `useful.weight` [questions, 1]; `answerable.label`,
 * `answerable.weight`, `yes.label`, `yes.weight` [1, batch]; `span.group`, `start.target`, `end.target` [asked, tokens], `span.weight` [asked, 1].
 */
export function readingModel(layers: Layers, config: BertConfig): ReadingLoss {
  const { graph } = layers;
  const inputs = encoderInputs(graph);
  const states = bertEncoder(layers, config, inputs);
  const heads = bertHeads(layers, { hiddenSize: config.hiddenSize, labels: readingLabels.length, spans: true }, states, inputs.first);
  const [columns] = graph.apply('Transpose', 'logits.columns', [heads.logits], { perm: { ints: [1, 0] } });
  const logit = (label: (typeof readingLabels)[number]): Value => row(layers, `logit.${label}`, columns, readingLabels.indexOf(label));
  const rowInput = (name: string): Value => graph.input(name, 'float32', [1, 'batch']);

  const useful = logit('useful');
  const terms = [
    listwise(
      graph,
      'loss.useful',
      useful,
      graph.input('useful.group', 'float32', ['questions', 'batch']),
      graph.input('useful.target', 'float32', ['questions', 'batch']),
      graph.input('useful.weight', 'float32', ['questions', 1]),
    ),
    pointwise(graph, 'loss.answerable', logit('answerable'), rowInput('answerable.label'), rowInput('answerable.weight')),
  ];
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
  return { loss, outputs: [...terms, useful] };
}

/** One row of a matrix, as a matrix of one row. */
function row({ graph }: Layers, name: string, x: Value, index: number): Value {
  return graph.apply('Gather', name, [x, graph.constant(`${name}.index`, 'int32', [1], Int32Array.of(index))])[0];
}
