import { AccordError } from '../errors.ts';
import type { PairModelFiles } from './model-directory.ts';
import { readSafetensors, type SafeTensor, SafeTensors } from './safetensors.ts';

/** What transformers puts before the encoder's names in models with heads. */
const prefix = /^(?:bert|roberta)\./;

/** Where the weights of a model directory are. */
type WeightFiles = Pick<PairModelFiles, 'weights' | 'baseWeights'>;

/**
 * The weights of a model of pairs, named as {@link readEncoderWeights} names them.
 * @throws AccordError `model-missing`; `unsupported-format`: truncated, foreign, or without a classifier
 */
export function readModelWeights(files: WeightFiles): SafeTensors {
  const tensors = readEncoderWeights(files);
  if (tensors.has('classifier.weight') || tensors.has('classifier.out_proj.weight')) return tensors;
  throw new AccordError(
    'unsupported-format',
    `${files.weights} has no classifier: it is an encoder, not a model of (question, passage) pairs.`,
    'Train a reranker from it, or give the directory of a cross-encoder.',
  );
}

/**
 * The weights of a model directory under the names of the bare encoder, embeddings that they lack taken from the base.
 * @throws AccordError `model-missing`; `unsupported-format`: truncated or foreign
 */
export function readEncoderWeights({ weights, baseWeights }: WeightFiles): SafeTensors {
  const tensors = new Map<string, SafeTensor>();
  if (baseWeights !== undefined) {
    const base = readSafetensors(baseWeights);
    for (const name of base.names) if (name.startsWith('embeddings.')) tensors.set(name, base.get(name));
  }
  const own = readSafetensors(weights);
  for (const name of own.names) tensors.set(name.replace(prefix, ''), own.get(name));
  return new SafeTensors(tensors, weights);
}
