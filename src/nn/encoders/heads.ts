import type { Value } from '../graph.ts';
import type { Layers } from '../layers.ts';
import type { BertConfig, EncoderType } from './bert-config.ts';

export interface Heads extends Pick<BertConfig, 'hiddenSize'> {
  /** Whose names the classifier's layers have. Default `bert`. */
  type?: EncoderType;
  /** Outputs of the classifier. */
  labels: number;
  /** Whether tokens are scored as start and end of the answer. */
  spans: boolean;
}

export interface HeadOutputs {
  /** float32 [batch, labels]. */
  logits: Value;
  /** Start and end scores of each token, float32 [length, batch, 2]; of packed states [tokens, 2]. */
  spans?: Value;
}

/**
 * What a model reads off the encoder's states, named and computed as in transformers: a classifier on the pooled [CLS] state
 * (BertForSequenceClassification, RobertaForSequenceClassification) and start and end scores of every token (BertForQuestionAnswering).
 *
 * @param classes of packed states, the row of each sequence's [CLS], int32 [batch]
 */
export function bertHeads(layers: Layers, { spans, ...head }: Heads, states: Value, classes?: Value): HeadOutputs {
  const logits = classifier(layers, head, classStates(layers, states, classes));
  if (!spans) return { logits };
  return { logits, spans: layers.linear('qa_outputs', layers.activations(states), 2, head.hiddenSize) };
}

/** The [CLS] state of each sequence, float32 [batch, hidden]. */
export function classStates({ graph }: Layers, states: Value, classes?: Value): Value {
  const first = classes ?? graph.constant('heads.first', 'int32', [], Int32Array.of(0));
  return graph.apply('Gather', 'heads.cls', [states, first])[0];
}

/** The classifier on [CLS] states: logits, float32 [batch, labels]. */
export function classifier(layers: Layers, { type = 'bert', hiddenSize, labels }: Omit<Heads, 'spans'>, cls: Value): Value {
  const [inner, outer] = type === 'bert' ? ['pooler.dense', 'classifier'] : ['classifier.dense', 'classifier.out_proj'];
  const dense = layers.linear(inner, layers.activations(cls), hiddenSize, hiddenSize);
  const pooled = layers.dropout(layers.graph.apply('Tanh', 'pooler', [dense])[0]);
  return layers.linear(outer, layers.activations(pooled), labels, hiddenSize);
}
