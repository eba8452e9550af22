import type { Value } from '../graph.ts';
import type { AttributeValue, DataType, Dim } from '../onnx.ts';

export interface TensorType {
  type: DataType;
  shape: readonly Dim[];
}

export type Operands = readonly (TensorType | undefined)[];
export type Attributes = Record<string, AttributeValue>;

/** What an operator does to types and shapes, and how it is differentiated. */
export interface OpRule {
  /** Operator set; ONNX's own by default. */
  domain?: 'com.microsoft';
  /** Types and shapes of the outputs, or a throw of {@link ShapeError}. An input that is left out is undefined. */
  infer(inputs: Operands, attributes: Attributes): TensorType[];
  /** The gradient of each input from that of the first output, computed only where asked for. Left out: not differentiable. */
  gradient?(step: Derivation): (Gradient | undefined)[];
}

type Gradient = () => Value;

/** One step backwards: a node, the gradient of its first output, and what a rule builds the gradients of its inputs with. */
export interface Derivation {
  /** The node's inputs; fewer than three where it has fewer. */
  readonly inputs: readonly [Value, Value, Value];
  readonly outputs: readonly Value[];
  readonly output: Value;
  readonly attributes: Attributes;
  /** Gradient of the loss with respect to the first output. */
  readonly dy: Value;
  op(name: string, inputs: readonly Value[], attributes?: Attributes): Value;
  scalar(value: number): Value;
  reshape(x: Value, shape: readonly Dim[]): Value;
  reshapeLike(x: Value, like: Value): Value;
  /** Repeats x along the dimensions where it has size 1, or none, and `like` more. */
  expandLike(x: Value, like: Value): Value;
  /** Undoes broadcasting: sums over the dimensions where `like` has size 1 or none. */
  sumTo(x: Value, like: Value): Value;
  sumLast(x: Value): Value;
  meanLast(x: Value): Value;
  /** All leading dimensions as one. */
  rows(x: Value): Value;
}

/** Operands that do not fit; the graph turns it into an AccordError that names the operator. */
export class ShapeError extends Error {}

export const same = ([x]: Operands): TensorType[] => [x!];

/** NumPy broadcasting; a symbolic size fits only itself and 1. */
export function broadcast(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const out: Dim[] = [];
  for (let i = Math.max(a.length, b.length); i > 0; i--) {
    const [x, y] = [a.at(-i) ?? 1, b.at(-i) ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new ShapeError(`[${a}] and [${b}] do not broadcast`);
    out.push(x === 1 ? y : x);
  }
  return out;
}

export function integers(attributes: Attributes, name: string): readonly number[] | undefined {
  const value = attributes[name];
  return value && 'ints' in value ? value.ints : undefined;
}

export function integer(attributes: Attributes, name: string): number | undefined {
  const value = attributes[name];
  return value && 'int' in value ? value.int : undefined;
}

export function float(attributes: Attributes, name: string): number | undefined {
  const value = attributes[name];
  return value && 'float' in value ? value.float : undefined;
}
