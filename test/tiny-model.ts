import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A cross-encoder of a few kilobytes with random weights; labels useful, answerable, yes, no, and span scores. */
export const tinyModel = fileURLToPath(new URL('./oracles/cross-encoder/fixtures/tiny-bert', import.meta.url));

/** Copies it with other values in its config.json, other elements in some tensors, and without some. */
export function changedModel(
  directory: string,
  { config = {}, tensors = {}, without = [] }: { config?: object; tensors?: Record<string, number[]>; without?: string[] },
): string {
  cpSync(tinyModel, directory, { recursive: true });
  const path = join(directory, 'config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...config }));
  const weights = join(directory, 'model.safetensors');
  const file = readFileSync(weights);
  const headerBytes = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerBytes)) as Record<string, { data_offsets: [number, number] }>;
  for (const [name, values] of Object.entries(tensors)) {
    const [start] = header[name]!.data_offsets;
    for (const [i, value] of values.entries()) file.writeFloatLE(value, 8 + headerBytes + start + 4 * i);
  }
  for (const name of without) delete header[name];
  const changed = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(changed.length));
  writeFileSync(weights, Buffer.concat([length, changed, file.subarray(8 + headerBytes)]));
  return directory;
}
