import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseSafetensors, readSafetensors, writeSafetensors } from './safetensors.ts';

function file(header: object | string, body: Uint8Array = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + json.length + body.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  out.set(body, 8 + json.length);
  return out;
}

const bits = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);

test('reads F16, BF16 and F32, at odd offsets too', () => {
  // binary16: 1, −2, largest finite 65504, smallest subnormal 2⁻²⁴, −0; IEEE 754, table 3.5.
  const half = bits(0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000);
  const brain = bits(0x3f80, 0xc000, 0x4049);
  const single = new Uint8Array(Float32Array.of(0.1, -1e30).buffer);
  const body = Uint8Array.of(7, ...half, ...brain, ...single);
  const tensors = parseSafetensors(
    file(
      {
        __metadata__: { format: 'pt' },
        pad: { dtype: 'U8', shape: [1], data_offsets: [0, 1] },
        half: { dtype: 'F16', shape: [5], data_offsets: [1, 11] },
        brain: { dtype: 'BF16', shape: [1, 3], data_offsets: [11, 17] },
        single: { dtype: 'F32', shape: [2], data_offsets: [17, 25] },
      },
      body,
    ),
    'x.safetensors',
  );
  expect(tensors.names).toEqual(['pad', 'half', 'brain', 'single']);
  expect([...tensors.float32('half')]).toEqual([1, -2, 65504, 2 ** -24, -0]);
  expect([...tensors.float32('brain', [1, 3])]).toEqual([1, -2, 3.140625]);
  expect([...tensors.float32('single')]).toEqual([Math.fround(0.1), Math.fround(-1e30)]);
  expect([
    ...parseSafetensors(file({ x: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } }, bits(0x7c00, 0x7e00)), 'x').float32('x'),
  ]).toEqual([Number.POSITIVE_INFINITY, Number.NaN]);
  expect(() => tensors.float32('pad')).toThrow(
    expect.objectContaining({ code: 'unsupported-format', message: expect.stringContaining('U8') }),
  );
  expect(() => tensors.get('half', [1, 5])).toThrow(expect.objectContaining({ message: expect.stringContaining('[1,5]') }));
  expect(() => tensors.get('other')).toThrow(expect.objectContaining({ message: expect.stringContaining('"other"') }));
});

test.each<[string, Uint8Array, string]>([
  ['an empty file', new Uint8Array(), '0 bytes'],
  ['a text file', new TextEncoder().encode('<!doctype html><html></html>'), 'header would be'],
  ['truncated in the header', file({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }).subarray(0, 30), 'truncated in the header'],
  ['truncated data', file({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, new Uint8Array(4)), 'truncated'],
  ['a header that is not JSON', file('{nope'), 'not JSON'],
  ['a header that is a list', file('[]'), 'not an object'],
  ['an entry without a shape', file({ x: { dtype: 'F32', data_offsets: [0, 4] } }, new Uint8Array(4)), '"x"'],
  ['an unknown element type', file({ x: { dtype: 'Q4', shape: [1], data_offsets: [0, 4] } }, new Uint8Array(4)), 'Q4'],
  ['sizes that disagree', file({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, new Uint8Array(4)), '[2]'],
  ['a negative size', file({ x: { dtype: 'F32', shape: [-1], data_offsets: [4, 0] } }, new Uint8Array(4)), '"x"'],
])('refuses %s', (_, bytes, what) => {
  expect(() => parseSafetensors(bytes, 'model.safetensors')).toThrow(
    expect.objectContaining({ code: 'unsupported-format', message: expect.stringMatching(`^model.safetensors .*${quoted(what)}`) }),
  );
});

function quoted(text: string): string {
  return text.replace(/[[\]]/g, '\\$&');
}

test('a missing file is a missing model', () => {
  expect(() => readSafetensors('/nowhere/x.safetensors')).toThrow(expect.objectContaining({ code: 'model-missing' }));
});

describe('writeSafetensors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'accord-safetensors-'));
  const path = join(folder, 'model.safetensors');
  afterAll(() => rmSync(folder, { recursive: true }));
  const tensors = new Map([
    ['weight', { shape: [2, 3], data: Float32Array.of(1, -2, 0.1, 65504, 1e-8, 3) }],
    ['bias', { shape: [1], data: new Float32Array([0, Math.PI, 0]).subarray(1, 2) }],
    ['nothing', { shape: [0, 4], data: new Float32Array(0) }],
  ]);

  test('a file that reads back the same', async () => {
    await writeSafetensors(path, tensors, { metadata: { format: 'pt' } });
    const read = readSafetensors(path);
    expect(read.names).toEqual([...tensors.keys()]);
    for (const [name, { shape, data }] of tensors) expect(read.float32(name, shape)).toEqual(data);
  });

  test('the layout of the format: length, header padded to 8 bytes, data', async () => {
    await writeSafetensors(path, new Map([['x', { shape: [2], data: Float32Array.of(1, 0.5) }]]), { precision: 'fp16' });
    const bytes = readFileSync(path);
    const header = '{"x":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}  ';
    expect(bytes.readBigUInt64LE(0)).toBe(BigInt(header.length));
    expect(bytes.toString('latin1', 8, 8 + header.length)).toBe(header);
    // 1 is 0x3c00, 0.5 is 0x3800.
    expect([...bytes.subarray(8 + header.length)]).toEqual([0x00, 0x3c, 0x00, 0x38]);
  });

  test('refuses a shape of another size and keeps the file that is there', async () => {
    await writeSafetensors(path, tensors);
    const before = readFileSync(path);
    await expect(writeSafetensors(path, new Map([['x', { shape: [3], data: new Float32Array(2) }]]))).rejects.toThrow(
      expect.objectContaining({ code: 'internal', message: expect.stringContaining('[3]') }),
    );
    expect(readFileSync(path)).toEqual(before);
  });
});
