import type { Graph, Value } from './graph.ts';
import { type Activations, activations, linear, type Precision, type Range } from './linear.ts';
import type { SafeTensors } from './safetensors.ts';

/** How the layers of an encoder come by their parameters: as constants of a graph that runs, or as inputs of one that trains. */
export interface Layers {
  readonly graph: Graph;
  /** Prepares a value for the linear layers that read it. */
  activations(x: Value): Activations;
  /** x Wᵀ + b with the parameters `name.weight` [outputs, inputs] and `name.bias`. */
  linear(name: string, x: Activations, outputs: number, inputs: number): Value;
  /** A parameter of one dimension. */
  vector(name: string, size: number): Value;
  /** Rows of the parameter `name`, by index. */
  lookup(name: string, indices: Value, shape: [rows: number, columns: number]): Value;
  /** Zeroes elements at random in training; else the value itself. */
  dropout(x: Value): Value;
}

export interface InferenceOptions {
  precision: Precision;
  /** Fixed ranges for int8, by the name of the activation. */
  ranges?: Readonly<Record<string, Range>> | undefined;
  /** Sees every value that linear layers read, as the graph is built. */
  onActivation?: (value: Value) => void;
}

/** Parameters that stay as they are, read from a file. */
export function inferenceLayers(graph: Graph, weights: SafeTensors, { precision, ranges, onActivation }: InferenceOptions): Layers {
  return {
    graph,
    activations(x) {
      onActivation?.(x);
      return activations(graph, x, precision, ranges?.[x.name]);
    },
    linear(name, x, outputs, inputs) {
      const row = weights.rows(`${name}.weight`, [outputs, inputs]);
      const bias = weights.float32(`${name}.bias`, [outputs]);
      return linear(graph, name, x, { row, bias, outputs, inputs });
    },
    vector: (name, size) => graph.constant(name, 'float32', [size], weights.float32(name, [size])),
    lookup: (name, indices, shape) => {
      const table = weights.get(name, shape);
      const of = indices.name;
      if (table.dtype !== 'F16') {
        return graph.apply('Gather', `${name}[${of}]`, [graph.constant(name, 'float32', shape, weights.float32(name)), indices])[0];
      }
      // Half the memory for large tables; only the rows that are read become floats.
      const rows = graph.apply('Gather', `${name}[${of}].half`, [graph.constant(name, 'float16', shape, table.data), indices]);
      return graph.apply('Cast', `${name}[${of}]`, rows, { to: { int: 1 } })[0];
    },
    dropout: (x) => x,
  };
}
