import { readFileSync } from 'node:fs';
import { writeDurably } from '../durable-write.ts';
import { AccordError } from '../errors.ts';
import { bfloat16ToFloat32, float16ToFloat32, float32ToFloat16 } from './half.ts';

const elementBytes: Record<string, number> = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 };

/** Headers of real models stay far below; the format's own limit is the same. */
const maxHeaderBytes = 100_000_000;

export interface SafeTensor {
  dtype: string;
  shape: number[];
  /** Little-endian element data: a view into the file. */
  data: Uint8Array;
}

/** The tensors of a `.safetensors` file: 8 bytes of header length, a JSON header, raw data. */
export class SafeTensors {
  constructor(
    private readonly tensors: ReadonlyMap<string, SafeTensor>,
    private readonly source: string,
  ) {}

  get names(): string[] {
    return [...this.tensors.keys()];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /**
   * A tensor by name, its shape checked where one is given.
   * @throws AccordError `unsupported-format`: no such tensor, or another shape.
   */
  get(name: string, shape?: readonly number[]): SafeTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) {
      throw new AccordError(
        'unsupported-format',
        `${this.source} has no tensor "${name}".`,
        `It holds ${this.tensors.size} tensors, such as ${this.names.slice(0, 3).join(', ')}; use weights of a BERT encoder.`,
      );
    }
    if (shape && (shape.length !== tensor.shape.length || shape.some((dim, i) => dim !== tensor.shape[i]))) {
      throw new AccordError(
        'unsupported-format',
        `Tensor "${name}" of ${this.source} has shape [${tensor.shape}] where [${shape}] is needed.`,
        'Check that config.json belongs to these weights.',
      );
    }
    return tensor;
  }

  /**
   * A tensor's elements as 32-bit floats.
   * @throws AccordError `unsupported-format`: an element type other than F32, F16 or BF16.
   */
  float32(name: string, shape?: readonly number[]): Float32Array {
    const { dtype, data } = this.get(name, shape);
    if (dtype === 'F32') return new Float32Array(ownBuffer(data));
    if (dtype === 'F16') return float16ToFloat32(halves(data));
    if (dtype === 'BF16') return bfloat16ToFloat32(halves(data));
    throw new AccordError(
      'unsupported-format',
      `Tensor "${name}" of ${this.source} has element type ${dtype}.`,
      'Save the weights as F32, F16 or BF16.',
    );
  }

  /** The same, row by row: a tensor of half precision is never there in full as floats, its rows share one array. */
  rows(name: string, shape: readonly [rows: number, columns: number]): (row: number) => Float32Array {
    const columns = shape[1];
    const { dtype, data } = this.get(name, shape);
    if (dtype === 'F16') {
      const bits = halves(data);
      const shared = new Float32Array(columns);
      return (row) => float16ToFloat32(bits.subarray(row * columns, (row + 1) * columns), shared);
    }
    const floats = this.float32(name);
    return (row) => floats.subarray(row * columns, (row + 1) * columns);
  }
}

/** Copies only where it must: typed arrays need aligned offsets, the format does not promise them. */
function halves(data: Uint8Array): Uint16Array {
  if (data.byteOffset % 2 !== 0) return new Uint16Array(ownBuffer(data));
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

function ownBuffer(data: Uint8Array): ArrayBuffer {
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
}

/**
 * Reads a `.safetensors` file.
 * @throws AccordError `model-missing`: no such file; `unsupported-format`: truncated, or not safetensors.
 */
export function readSafetensors(path: string): SafeTensors {
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch (cause) {
    throw new AccordError('model-missing', `Cannot read the weights ${path}.`, 'Check the path, or install the model again.', { cause });
  }
  return parseSafetensors(file, path);
}

/** Parses the bytes of a `.safetensors` file; tensors are views into them. `source` names the file in errors. */
export function parseSafetensors(file: Uint8Array, source: string): SafeTensors {
  const fail = (what: string, cause?: unknown): never => {
    const hint = 'Download the weights again, or save them with the safetensors library.';
    throw new AccordError('unsupported-format', `${source} is not a valid safetensors file: ${what}.`, hint, { cause });
  };
  if (file.byteLength < 8) return fail(`it has ${file.byteLength} bytes`);
  const headerBytes = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes) return fail(`the header would be ${headerBytes} bytes long`);
  if (8 + headerBytes > file.byteLength) return fail(`truncated in the header (${file.byteLength} of ${8 + headerBytes} bytes)`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + headerBytes)));
  } catch (cause) {
    return fail('its header is not JSON', cause);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return fail('its header is not an object');
  const body = file.subarray(8 + headerBytes);
  const tensors = new Map<string, SafeTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
      return fail(`the entry of tensor "${name}" lacks dtype, shape or data_offsets`);
    }
    const [start, end] = offsets as [number, number];
    const width = elementBytes[dtype];
    if (width === undefined) return fail(`tensor "${name}" has the unknown element type ${dtype}`);
    if (end - start !== shape.reduce((product, dim) => product * dim, width)) {
      return fail(`tensor "${name}" has ${end - start} bytes, which is not ${dtype} of shape [${shape}]`);
    }
    if (end > body.byteLength) return fail(`truncated: tensor "${name}" ends at byte ${end} of ${body.byteLength}`);
    tensors.set(name, { dtype, shape, data: body.subarray(start, end) });
  }
  return new SafeTensors(tensors, source);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** Floats to be written: `fp16` rounds to the nearest, ties to even. */
export interface WrittenTensor {
  shape: readonly number[];
  data: Float32Array;
}

/**
 * Writes a `.safetensors` file; where one exists, it stays until the new one is complete.
 * @throws AccordError `disk-full`, or `unreadable-file` where the file cannot be written; `internal` for a shape that does not fit its data.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WrittenTensor>,
  options: { precision?: 'fp32' | 'fp16'; metadata?: Record<string, string> } = {},
): Promise<void> {
  const [dtype, width] = options.precision === 'fp16' ? (['F16', 2] as const) : (['F32', 4] as const);
  const header: Record<string, unknown> = options.metadata ? { __metadata__: options.metadata } : {};
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    if (shape.reduce((product, dim) => product * dim, 1) !== data.length) {
      throw new AccordError(
        'internal',
        `Tensor "${name}" of ${data.length} elements cannot have shape [${shape}].`,
        'Check the shape of the tensor.',
      );
    }
    header[name] = { dtype, shape, data_offsets: [end, end + width * data.length] };
    end += width * data.length;
  }
  await writeDurably(path, parts(header, tensors, dtype));
}

function* parts(header: object, tensors: ReadonlyMap<string, WrittenTensor>, dtype: 'F32' | 'F16'): Generator<Uint8Array> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces, as the reference implementation does, so that the data begins at a multiple of 8.
  const start = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(start.length - 8), true);
  start.set(json, 8);
  yield start;
  for (const { data } of tensors.values()) {
    const elements = dtype === 'F16' ? float32ToFloat16(data) : data;
    yield new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  }
}
