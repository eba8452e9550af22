/** Element types of tensors, with their ONNX `TensorProto.DataType` numbers. */
export const onnxTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type DataType = keyof typeof onnxTypes;

/** A size, or the name of one that is only known when the graph runs. */
export type Dim = number | string;

export type AttributeValue = { int: number } | { float: number } | { ints: number[] } | { string: string } | { graph: OnnxGraph };

export interface OnnxNode {
  op: string;
  /** Operator set; the empty string is ONNX's own. */
  domain: string;
  /** An empty string leaves an optional input out. */
  inputs: string[];
  outputs: string[];
  attributes: Record<string, AttributeValue>;
}

export interface OnnxValue {
  name: string;
  type: DataType;
  shape: readonly Dim[];
}

export interface OnnxTensor extends OnnxValue {
  shape: readonly number[];
  /** Little-endian element data, referenced until the model is written. */
  data: Uint8Array;
}

/** A computation; as a branch of another one it has no inputs, but sees that one's values. */
export interface OnnxGraph {
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxTensor[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
}

export interface OnnxModel extends OnnxGraph {
  /** Version of each operator set used. */
  opsets: Record<string, number>;
}

/** IR version 10 goes with operator set 21. */
const irVersion = 10;

const text = new TextEncoder();

/** A protobuf message under construction: small encoded parts and references to large ones, joined once at the end. */
class Message {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  varint(field: number, value: number): this {
    return this.push(Uint8Array.from([...varint(field * 8), ...varint(value)]));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.push(Uint8Array.from([...varint(field * 8 + 5), ...bytes]));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(Uint8Array.from([...varint(field * 8 + 2), ...varint(value.byteLength)])).push(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, text.encode(value));
  }

  message(field: number, value: Message): this {
    this.push(Uint8Array.from([...varint(field * 8 + 2), ...varint(value.size)]));
    for (const part of value.parts) this.push(part);
    return this;
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.byteLength;
    }
    return out;
  }

  private push(part: Uint8Array): this {
    this.parts.push(part);
    this.size += part.byteLength;
    return this;
  }
}

/** Base-128 varint; negative values as 64-bit two's complement, as protobuf's int64 wants them. */
function varint(value: number): number[] {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}

function attributeMessage(name: string, value: AttributeValue): Message {
  const message = new Message().string(1, name);
  if ('float' in value) return message.float(2, value.float).varint(20, 1);
  if ('int' in value) return message.varint(3, value.int).varint(20, 2);
  if ('string' in value) return message.string(4, value.string).varint(20, 3);
  if ('graph' in value) return message.message(6, graphMessage(value.graph)).varint(20, 5);
  for (const item of value.ints) message.varint(8, item);
  return message.varint(20, 7);
}

function nodeMessage(node: OnnxNode): Message {
  const message = new Message();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, node.outputs[0] ?? '').string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) message.message(5, attributeMessage(name, value));
  return node.domain ? message.string(7, node.domain) : message;
}

function tensorMessage(tensor: OnnxTensor): Message {
  const message = new Message();
  for (const dim of tensor.shape) message.varint(1, dim);
  return message.varint(2, onnxTypes[tensor.type]).string(8, tensor.name).bytes(9, tensor.data);
}

function valueMessage(value: OnnxValue): Message {
  const shape = new Message();
  for (const dim of value.shape) {
    shape.message(1, typeof dim === 'number' ? new Message().varint(1, dim) : new Message().string(2, dim));
  }
  const tensorType = new Message().varint(1, onnxTypes[value.type]).message(2, shape);
  return new Message().string(1, value.name).message(2, new Message().message(1, tensorType));
}

function graphMessage(graph: OnnxGraph): Message {
  const message = new Message();
  for (const node of graph.nodes) message.message(1, nodeMessage(node));
  message.string(2, 'accord-rag');
  for (const tensor of graph.initializers) message.message(5, tensorMessage(tensor));
  for (const input of graph.inputs) message.message(11, valueMessage(input));
  for (const output of graph.outputs) message.message(12, valueMessage(output));
  return message;
}

/** Encodes a model as an ONNX file (`onnx.proto`, ModelProto). Element data is copied once, into the result. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const message = new Message().varint(1, irVersion).string(2, 'accord-rag').message(7, graphMessage(model));
  for (const [domain, version] of Object.entries(model.opsets)) {
    message.message(8, new Message().string(1, domain).varint(2, version));
  }
  return message.finish();
}
