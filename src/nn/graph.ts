import { AccordError } from '../errors.ts';
import { type DataType, type Dim, encodeOnnx, type OnnxGraph, type OnnxNode, type OnnxTensor, type OnnxValue } from './onnx.ts';
import { type Attributes, type Op, type OpRule, ops, ShapeError, type TensorType } from './ops.ts';

/** A named tensor of a graph: an input, a constant, or an operator's result. */
export type Value = OnnxValue;

const elementBytes: Record<DataType, number> = { float32: 4, uint8: 1, int8: 1, int32: 4, int64: 8, bool: 1, float16: 2 };

/** Builds a computation node by node; every operator's operands are checked when it is added. */
export class Graph implements OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];

  /** A branch shares the names of the graph it belongs to. */
  constructor(private readonly names = new Set<string>()) {}

  input(name: string, type: DataType, shape: readonly Dim[]): Value {
    const value = { name: this.claim(name), type, shape };
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
    const tensor = { name: this.claim(name), type, shape, data: bytes };
    this.initializers.push(tensor);
    return tensor;
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
    const values = types.map((type, i) => ({ ...type, name: this.claim(i === 0 ? name : `${name}:${i}`) }));
    this.nodes.push({
      op,
      domain: rule.domain ?? '',
      inputs: inputs.map((value) => value?.name ?? ''),
      outputs: values.map((value) => value.name),
      attributes,
    });
    return values as [Value, ...Value[]];
  }

  /** The same elements in another shape: 0 copies a size, −1 takes what is left; `shape` names the result. */
  reshape(name: string, x: Value, sizes: readonly number[], shape: readonly Dim[]): Value {
    const target = this.constant(`${name}/shape`, 'int64', [sizes.length], BigInt64Array.from(sizes, BigInt));
    const value = { name: this.claim(name), type: x.type, shape };
    this.nodes.push({ op: 'Reshape', domain: '', inputs: [x.name, target.name], outputs: [value.name], attributes: {} });
    return value;
  }

  /** The value of one of two branches, decided when the graph runs; only that one is computed. Branches see all values so far. */
  choose(name: string, condition: Value, whenTrue: (branch: Graph) => Value, whenFalse: (branch: Graph) => Value): Value {
    const [yes, no] = [whenTrue, whenFalse].map((build) => {
      const branch = new Graph(this.names);
      const value = build(branch);
      branch.output(value);
      return { branch, value };
    });
    if (yes!.value.type !== no!.value.type || String(yes!.value.shape) !== String(no!.value.shape)) {
      const [first, second] = [yes!, no!].map(({ value }) => `${value.type} [${value.shape}]`);
      throw new AccordError('internal', `The branches of "${name}" give ${first} and ${second}.`, 'Give both the same type and shape.');
    }
    const value = { ...yes!.value, name: this.claim(name) };
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
    const { nodes, initializers, inputs, outputs } = this;
    return encodeOnnx({ nodes, initializers, inputs, outputs, opsets: { '': 20, 'com.microsoft': 1 } });
  }

  private claim(name: string): string {
    if (this.names.has(name)) {
      throw new AccordError('internal', `The graph has two values named "${name}".`, 'Give each operator its own name.');
    }
    this.names.add(name);
    return name;
  }
}
