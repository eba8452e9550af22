/** Element types of tensors, with their ONNX `TensorProto.DataType` numbers. */
export const onnxTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type DataType = keyof typeof onnxTypes;

/** A size, or the name of one that is only known when the graph runs. */
export type Dim = number | string;

export type AttributeValue = { int: number } | { float: number } | { ints: number[] } | { string: string };

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

export interface OnnxModel {
  nodes: OnnxNode[];
  initializers: OnnxTensor[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
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

/** Encodes a model as an ONNX file (`onnx.proto`, ModelProto). Element data is copied once, into the result. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const graph = new Message();
  for (const node of model.nodes) graph.message(1, nodeMessage(node));
  graph.string(2, 'accord-rag');
  for (const tensor of model.initializers) graph.message(5, tensorMessage(tensor));
  for (const input of model.inputs) graph.message(11, valueMessage(input));
  for (const output of model.outputs) graph.message(12, valueMessage(output));
  const message = new Message().varint(1, irVersion).string(2, 'accord-rag').message(7, graph);
  for (const [domain, version] of Object.entries(model.opsets)) {
    message.message(8, new Message().string(1, domain).varint(2, version));
  }
  return message.finish();
}
