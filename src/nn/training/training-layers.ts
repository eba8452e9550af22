import { AccordError } from '../../errors.ts';
import type { Graph, Value } from '../graph.ts';
import type { Layers } from '../layers.ts';
import { type Lora, loraNames, loraScale } from './lora.ts';
import type { Parameters } from './parameters.ts';

/** Layers whose trainable parameters, and the masks that dropout multiplies with, are inputs of the graph. */
export interface TrainingLayers extends Layers {
  /** The trainable parameters that the graph reads, so far. */
  readonly trained: ReadonlyMap<string, Value>;
  /** One mask each place of dropout: zeros, and 1/(1 − rate). */
  readonly dropoutMasks: readonly Value[];
}

/**
 * @param rate share of elements that dropout zeroes (Srivastava et al. 2014); after embeddings, attention outputs, feed-forward outputs
 *   and pooling. Attention weights are left alone: their mask would be the largest tensor of all.
 * @param lora how the low-rank updates among the parameters count
 */
export function trainingLayers(graph: Graph, parameters: Parameters, rate: number, lora?: Lora): TrainingLayers {
  const trained = new Map<string, Value>();
  const frozen = new Map<string, Value>();
  const dropoutMasks: Value[] = [];

  const parameter = (name: string, shape: readonly number[]): Value => {
    const known = trained.get(name) ?? frozen.get(name);
    if (known) return known;
    const found = parameters.get(name);
    if (!found || String(found.shape) !== String(shape)) {
      throw new AccordError(
        'unsupported-format',
        found ? `Parameter "${name}" has shape [${found.shape}] where [${shape}] is needed.` : `There is no parameter "${name}".`,
        'Check that config.json belongs to these weights.',
      );
    }
    const value = found.trainable ? graph.input(name, 'float32', shape) : graph.constant(name, 'float32', shape, found.data);
    (found.trainable ? trained : frozen).set(name, value);
    return value;
  };

  return {
    graph,
    trained,
    dropoutMasks,
    activations: (x) => ({ data: x }),
    linear(name, { data: x }, outputs, inputs) {
      const [weight, bias] = [parameter(`${name}.weight`, [outputs, inputs]), parameter(`${name}.bias`, [outputs])];
      const transB = { int: 1 };
      const { down, up } = loraNames(name);
      if (!lora || !parameters.has(down)) return graph.apply('Gemm', name, [x, weight, bias], { transB })[0];
      const [a, b] = [parameter(down, [lora.rank, inputs]), parameter(up, [outputs, lora.rank])];
      const [whole] = graph.apply('Gemm', `${name}.frozen`, [x, weight, bias], { transB });
      const [low] = graph.apply('FusedMatMul', `${name}.low`, [x, a], { transB });
      const [update] = graph.apply('FusedMatMul', `${name}.update`, [low, b], { transB, alpha: { float: loraScale(lora) } });
      return graph.apply('Add', name, [whole, update])[0];
    },
    vector: (name, size) => parameter(name, [size]),
    lookup: (name, indices, shape) => graph.apply('Gather', `${name}[${indices.name}]`, [parameter(name, shape), indices])[0],
    dropout(x) {
      if (rate === 0) return x;
      const mask = graph.input(`dropout.${dropoutMasks.length}`, 'float32', x.shape);
      dropoutMasks.push(mask);
      return graph.apply('Mul', `${x.name}.dropped`, [x, mask])[0];
    },
  };
}
