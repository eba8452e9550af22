import type { Value } from '../graph.ts';
import type { Layers } from '../layers.ts';

export interface Heads {
  hiddenSize: number;
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
 * (BertForSequenceClassification) and start and end scores of every token (BertForQuestionAnswering).
 *
 * @param classes of packed states, the row of each sequence's [CLS], int32 [batch]
 */
export function bertHeads(layers: Layers, { hiddenSize, labels, spans }: Heads, states: Value, classes?: Value): HeadOutputs {
  const { graph } = layers;
  const first = classes ?? graph.constant('heads.first', 'int32', [], Int32Array.of(0));
  const [cls] = graph.apply('Gather', 'heads.cls', [states, first]);
  const dense = layers.linear('pooler.dense', layers.activations(cls), hiddenSize, hiddenSize);
  const pooled = layers.dropout(graph.apply('Tanh', 'pooler', [dense])[0]);
  const logits = layers.linear('classifier', layers.activations(pooled), labels, hiddenSize);
  if (!spans) return { logits };
  return { logits, spans: layers.linear('qa_outputs', layers.activations(states), 2, hiddenSize) };
}
