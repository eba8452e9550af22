import { AccordError } from '../errors.ts';
import type { Graph, Value } from './graph.ts';
import type { Dim, OnnxNode } from './onnx.ts';
import { type Op, ops } from './ops/ops.ts';
import type { Attributes, Derivation, OpRule } from './ops/rule.ts';

/**
 * Reverse-mode differentiation: adds nodes to the graph that compute the gradient of a scalar with respect to some of its values
 * (Griewank & Walther, Evaluating Derivatives, 2008).
 * @param held values taken as constants, whatever they are computed from
 * @returns the gradients by the values' names
 * @throws AccordError `internal` where an operator on the way has no derivative, by its name, or a value does not lead to the loss
 */
export function gradients(graph: Graph, loss: Value, wrt: readonly Value[], held: readonly Value[] = []): Map<string, Value> {
  const dependent = new Set(wrt.map(({ name }) => name));
  const constants = new Set(held.map(({ name }) => name));
  const way: OnnxNode[] = [];
  for (const node of graph.nodes) {
    if (!node.inputs.some((name) => dependent.has(name))) continue;
    for (const name of node.outputs) if (!constants.has(name)) dependent.add(name);
    way.push(node);
  }
  const found = new Map<string, Value>([[loss.name, graph.constant(`${loss.name}/seed`, 'float32', [], Float32Array.of(1))]]);
  for (const node of way.reverse()) {
    const dy = found.get(node.outputs[0]!);
    if (!dy) continue;
    const rule = (ops as Record<string, OpRule>)[node.op];
    if (!rule?.gradient) {
      throw new AccordError('internal', `${node.op} "${node.outputs[0]}" has no derivative.`, `Add one to its rule in src/nn/ops.`);
    }
    const parts = rule.gradient(derivation(graph, node, dy));
    for (const [i, name] of node.inputs.entries()) {
      if (!dependent.has(name) || !parts[i]) continue;
      const part = parts[i]();
      const known = found.get(name);
      found.set(name, known ? graph.apply('Add', graph.fresh(`${name}/gradient`), [known, part])[0] : part);
    }
  }
  return new Map(
    wrt.map(({ name }) => {
      const gradient = found.get(name);
      if (gradient) return [name, gradient];
      throw new AccordError('internal', `"${name}" does not lead to "${loss.name}".`, 'Differentiate only by what the loss depends on.');
    }),
  );
}

function derivation(graph: Graph, node: OnnxNode, dy: Value): Derivation {
  const prefix = `${node.outputs[0]}/d`;
  const fresh = (): string => graph.fresh(prefix);
  const op = (name: string, inputs: readonly Value[], attributes: Attributes = {}): Value =>
    graph.apply(name as Op, fresh(), inputs, attributes)[0];
  const outputs = node.outputs.map((name) => graph.value(name));
  const reshapeLike = (x: Value, like: Value): Value => graph.reshapeTo(fresh(), x, op('Shape', [like]), like.shape);
  return {
    inputs: node.inputs.map((name) => name && graph.value(name)) as unknown as [Value, Value, Value],
    outputs,
    output: outputs[0]!,
    attributes: node.attributes,
    dy,
    op,
    scalar: (value) => graph.scalar(value),
    reshape: (x, shape) => graph.reshape(fresh(), x, sizes(shape), shape),
    reshapeLike,
    expandLike: (x, like) => (equal(x.shape, like.shape) ? x : graph.expand(fresh(), x, op('Shape', [like]), like.shape)),
    sumTo: (x, like) => {
      const extra = x.shape.length - like.shape.length;
      const axes = x.shape.flatMap((dim, i) => (i < extra || (like.shape[i - extra] === 1 && dim !== 1) ? [i] : []));
      if (axes.length === 0) return x;
      if (axes.every((axis) => axis < extra)) return graph.sum(fresh(), x, axes, false);
      const sum = graph.sum(fresh(), x, axes, true);
      return extra > 0 ? reshapeLike(sum, like) : sum;
    },
    sumLast: (x) => graph.sum(fresh(), x, [x.shape.length - 1], true),
    meanLast: (x) => op('ReduceMean', [x, graph.lastAxis]),
    rows: (x) => (x.shape.length === 2 ? x : graph.reshape(fresh(), x, [-1, x.shape.at(-1) as number], ['rows', x.shape.at(-1)!])),
  };
}

const equal = (a: readonly Dim[], b: readonly Dim[]): boolean => a.length === b.length && a.every((dim, i) => dim === b[i]);

/** At most one size that is known only when the graph runs can be left to be inferred. */
function sizes(shape: readonly Dim[]): number[] {
  return shape.map((dim, i) => (typeof dim === 'number' ? dim : i < shape.length - 1 ? 0 : -1));
}
