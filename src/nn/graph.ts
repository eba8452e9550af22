import { AccordError } from '../errors.ts';
import { type DataType, type Dim, encodeOnnx, type OnnxGraph, type OnnxNode, type OnnxTensor, type OnnxValue } from './onnx.ts';
import { type Op, ops } from './ops/ops.ts';
import { type Attributes, type OpRule, ShapeError, type TensorType } from './ops/rule.ts';

/** A named tensor of a graph: an input, a constant, or an operator's result. */
export type Value = OnnxValue;

const elementBytes: Record<DataType, number> = { float32: 4, uint8: 1, int8: 1, int32: 4, int64: 8, bool: 1, float16: 2 };

/** Builds a computation node by node; every operator's operands are checked when it is added. */
export class Graph implements OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  private readonly values: Map<string, Value>;
  private readonly next = new Map<string, number>();

  /** A branch sees the values of the graph it belongs to. */
  constructor(private readonly parent?: Graph) {
    this.values = parent?.values ?? new Map();
  }

  input(name: string, type: DataType, shape: readonly Dim[]): Value {
    const value = this.claim({ name, type, shape });
    this.inputs.push(value);
    return value;
  }

  /** A fixed tensor; the data is referenced, not copied, until the graph is encoded. */
  constant(name: string, type: DataType, shape: readonly number[], data: ArrayBufferView): Value {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const expected = shape.reduce((product, dim) => product * dim, elementBytes[type]);
    if (bytes.byteLength !== expected) {
      throw new AccordError(
        'internal',
        `Constant "${name}" has ${bytes.byteLength} bytes where ${type} of shape [${shape}] has ${expected}.`,
        'Check the shape of the tensor.',
      );
    }
    const tensor = { name, type, shape, data: bytes };
    this.initializers.push(tensor);
    return this.claim(tensor);
  }

  /** Adds an operator; its outputs are named after `name`. An optional input may be left out as undefined. */
  apply(op: Op, name: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): [Value, ...Value[]] {
    const rule: OpRule = ops[op];
    let types: TensorType[];
    try {
      types = rule.infer(inputs, attributes);
    } catch (cause) {
      if (!(cause instanceof ShapeError)) throw cause;
      throw new AccordError('internal', `${op} "${name}": ${cause.message}.`, 'Check the sizes of the operands.', { cause });
    }
    const values = types.map((type, i) => this.claim({ ...type, name: i === 0 ? name : `${name}:${i}` }));
    this.nodes.push({
      op,
      domain: rule.domain ?? '',
      inputs: inputs.map((value) => value?.name ?? ''),
      outputs: values.map((value) => value.name),
      attributes,
    });
    return values as [Value, ...Value[]];
  }

  /** A value by its name. */
  value(name: string): Value {
    return this.values.get(name)!;
  }

  /** A name that is not taken. */
  fresh(prefix: string): string {
    let i = this.next.get(prefix) ?? 0;
    while (this.values.has(`${prefix}${i}`)) i++;
    this.next.set(prefix, i + 1);
    return `${prefix}${i}`;
  }

  /** A constant number; equal ones are one constant. */
  scalar(value: number): Value {
    if (this.parent) return this.parent.scalar(value);
    const name = `scalar:${value}`;
    return this.values.get(name) ?? this.constant(name, 'float32', [], Float32Array.of(value));
  }

  /** Constant integers, as sizes or axes; equal ones are one constant. */
  integers(values: readonly number[]): Value {
    if (this.parent) return this.parent.integers(values);
    const name = `integers:${values}`;
    return this.values.get(name) ?? this.constant(name, 'int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** The last axis, for reductions. */
  get lastAxis(): Value {
    return this.integers([-1]);
  }

  /** The same elements in another shape: 0 copies a size, −1 takes what is left; `shape` names the result. */
  reshape(name: string, x: Value, sizes: readonly number[], shape: readonly Dim[]): Value {
    return this.reshapeTo(name, x, this.integers(sizes), shape);
  }

  /** The same elements in a shape that is computed when the graph runs. */
  reshapeTo(name: string, x: Value, sizes: Value, shape: readonly Dim[]): Value {
    return this.add('Reshape', name, [x, sizes], shape);
  }

  /** x repeated along dimensions where it has size 1, or none, to a shape that is computed when the graph runs. */
  expand(name: string, x: Value, sizes: Value, shape: readonly Dim[]): Value {
    return this.add('Expand', name, [x, sizes], shape);
  }

  /** The sum over some axes, or over all to a scalar. */
  sum(name: string, x: Value, axes?: readonly number[], keep = false): Value {
    const shape = axes ? x.shape.flatMap((dim, i) => (axes.includes(i) ? (keep ? [1] : []) : [dim])) : [];
    return this.add('ReduceSum', name, axes ? [x, this.integers(axes)] : [x], shape, { keepdims: { int: Number(keep) } });
  }

  /** The value of one of two branches, decided when the graph runs; only that one is computed. Branches see all values so far. */
  choose(name: string, condition: Value, whenTrue: (branch: Graph) => Value, whenFalse: (branch: Graph) => Value): Value {
    const [yes, no] = [whenTrue, whenFalse].map((build) => {
      const branch = new Graph(this);
      const value = build(branch);
      branch.output(value);
      return { branch, value };
    });
    if (yes!.value.type !== no!.value.type || String(yes!.value.shape) !== String(no!.value.shape)) {
      const [first, second] = [yes!, no!].map(({ value }) => `${value.type} [${value.shape}]`);
      throw new AccordError('internal', `The branches of "${name}" give ${first} and ${second}.`, 'Give both the same type and shape.');
    }
    const value = this.claim({ ...yes!.value, name });
    this.nodes.push({
      op: 'If',
      domain: '',
      inputs: [condition.name],
      outputs: [value.name],
      attributes: { then_branch: { graph: yes!.branch }, else_branch: { graph: no!.branch } },
    });
    return value;
  }

  output(value: Value): void {
    this.outputs.push(value);
  }

  /** The graph as the bytes of an ONNX model. */
  encode(): Uint8Array {
    const { initializers, inputs, outputs } = this;
    const read = new Set(outputs.map(({ name }) => name));
    markRead(this, read);
    // Further outputs that nobody reads need not be computed.
    const nodes = this.nodes.map((node) => {
      const count = node.outputs.findLastIndex((name) => read.has(name)) + 1;
      return { ...node, outputs: node.outputs.slice(0, Math.max(count, 1)) };
    });
    return encodeOnnx({ nodes, initializers, inputs, outputs, opsets: { '': 20, 'com.microsoft': 1 } });
  }

  /** Adds an operator whose result's shape the caller knows. */
  private add(op: string, name: string, inputs: readonly Value[], shape: readonly Dim[], attributes: Attributes = {}): Value {
    const value = this.claim({ name, type: inputs[0]!.type, shape });
    this.nodes.push({ op, domain: '', inputs: inputs.map((input) => input.name), outputs: [name], attributes });
    return value;
  }

  private claim<T extends Value>(value: T): T {
    if (this.values.has(value.name)) {
      throw new AccordError('internal', `The graph has two values named "${value.name}".`, 'Give each operator its own name.');
    }
    this.values.set(value.name, value);
    return value;
  }
}

function markRead(graph: OnnxGraph, read: Set<string>): void {
  for (const { inputs, attributes } of graph.nodes) {
    for (const name of inputs) read.add(name);
    for (const value of Object.values(attributes)) {
      if (!('graph' in value)) continue;
      for (const { name } of value.graph.outputs) read.add(name);
      markRead(value.graph, read);
    }
  }
}
