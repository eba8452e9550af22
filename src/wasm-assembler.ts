/**
 * As much of a WebAssembly assembler as the library's kernels need: instructions in folded form (operands first, then the opcode),
 * numbered as in the WebAssembly 2.0 specification, section 5.4, and the sections of a module that imports its memory.
 */

// Node's types know WebAssembly only by name, and the browser's are not loaded here.
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { host: { memory: WasmMemory } }) => { exports: unknown };
};

export interface WasmMemory {
  /** Another one after every `grow`. */
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KiB; throws a RangeError where there is no room. */
  grow(pages: number): number;
}

export const wasmPage = 65_536;

export function wasmMemory(bytes: number): WasmMemory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / wasmPage) });
}

export type Code = readonly number[];

export const i32 = 0x7f;
export const f32 = 0x7d;
export const v128 = 0x7b;
type ValueType = typeof i32 | typeof f32 | typeof v128;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
/** Runs the body, then again as long as the condition is not 0. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];

type Binary = (a: Code, b: Code) => Code;
type Unary = (a: Code) => Code;
const binary =
  (...opcode: Code): Binary =>
  (a, b) => [...a, ...b, ...opcode];
const unary =
  (...opcode: Code): Unary =>
  (a) => [...a, ...opcode];
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
/** The alignment is a power of two and only a hint. */
const load =
  (opcode: number, alignment: number) =>
  (address: Code, offset: number): Code => [...address, ...simd(opcode), alignment, ...unsigned(offset)];

export const int32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  multiply: binary(0x6c),
  lessUnsigned: binary(0x49),
};

export const float32 = { add: binary(0x92), max: binary(0x97) };

export const vector = {
  zeros: [...simd(12), ...new Array<number>(16).fill(0)] as Code,
  load: load(0, 4),
  /** 8 bytes, each widened to int16. */
  loadInt8AsInt16: load(1, 3),
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...simd(11), 4, ...unsigned(offset)],
  /** Picks 32-bit lanes out of a (0–3) and b (4–7). */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [
    ...a,
    ...b,
    ...simd(13),
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
};

export const int16x8 = { dot: binary(...simd(0xba)), narrowToInt8: binary(...simd(0x65)) };

export const int32x4 = {
  add: binary(...simd(0xae)),
  max: binary(...simd(0xb8)),
  narrowToInt16: binary(...simd(0x85)),
  fromFloat32: unary(...simd(0xf8)),
};

export const float32x4 = {
  splat: unary(...simd(0x13)),
  lane: (a: Code, lane: number): Code => [...a, ...simd(0x1f), lane],
  nearest: unary(...simd(0x6a)),
  absolute: unary(...simd(0xe0)),
  add: binary(...simd(0xe4)),
  subtract: binary(...simd(0xe5)),
  multiply: binary(...simd(0xe6)),
  divide: binary(...simd(0xe7)),
  squareRoot: unary(...simd(0xe3)),
};

export interface WasmFunction {
  name: string;
  parameters: ValueType[];
  results: ValueType[];
  /** Numbered after the parameters. */
  locals: ValueType[];
  body: Code;
}

/** Compiles the functions over the memory and returns them by name. */
export function instantiate(functions: WasmFunction[], memory: WasmMemory): unknown {
  const types = functions.map(({ parameters, results }) => [0x60, ...sized(parameters), ...sized(results)]);
  const exported = functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]);
  const code = functions.map(({ locals, body }) => sized([...list(locals.map((type) => [1, type])), ...body, 0x0b]));
  const module = new WebAssembly.Module(
    Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[1, ...sized(list(types))],
      ...[2, ...sized(list([[...text('host'), ...text('memory'), 2, 0, 0]]))],
      ...[3, ...sized(list(functions.map((_, index) => unsigned(index))))],
      ...[7, ...sized(list(exported))],
      ...[10, ...sized(list(code))],
    ]),
  );
  return new WebAssembly.Instance(module, { host: { memory } }).exports;
}

const list = (items: Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const text = (ascii: string): Code => sized([...Buffer.from(ascii)]);

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
