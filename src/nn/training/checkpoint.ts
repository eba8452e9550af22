import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createDirectoryDurably, isTemporary, writeDurably, writeError } from '../../durable-write.ts';
import { AccordError } from '../../errors.ts';
import { readSafetensors, type SafeTensors, writeSafetensors } from '../safetensors.ts';
import type { Adamw } from './adamw.ts';
import type { Parameters } from './parameters.ts';

/** What a run goes on from, beside weights and moments. The seed and the step say where the data and all random numbers are. */
export const TrainingState = z.object({
  version: z.literal(1),
  /** Optimizer steps done. */
  step: z.int().nonnegative(),
  /** The epoch that the next step belongs to. */
  epoch: z.int().nonnegative(),
  /** Running average of the loss. */
  loss: z.number(),
  /** The step that was evaluated last. */
  evaluated: z.int().optional(),
  best: z.object({ step: z.int(), score: z.number() }).optional(),
  /** Time spent and tokens read in steps. */
  seconds: z.number(),
  tokens: z.number(),
  /** What the run depends on: another one cannot go on from here. */
  config: z.record(z.string(), z.unknown()),
});
export type TrainingState = z.infer<typeof TrainingState>;

const files = { weights: 'weights.safetensors', moments: 'moments.safetensors', state: 'state.json' };
const pattern = /^checkpoint-(\d+)$/;
const pathOf = (directory: string, step: number): string => join(directory, `checkpoint-${step}`);

/** Makes the directory of a run where it is missing, and clears away what a killed process was writing. */
export async function openRunDirectory(directory: string): Promise<void> {
  try {
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory).filter(isTemporary)) await rm(join(directory, name), { recursive: true });
  } catch (error) {
    throw writeError(directory, error);
  }
}

/** The step of the newest checkpoint; undefined where there is none. */
export function latestCheckpoint(directory: string): number | undefined {
  return checkpointSteps(directory).at(-1);
}

/**
 * Saves trained weights, moments and state as `checkpoint-STEP`, then removes older checkpoints but the best one.
 * @throws AccordError `disk-full`, `unreadable-file`; older checkpoints stay
 */
export async function saveCheckpoint(directory: string, state: TrainingState, parameters: Parameters, adamw: Adamw): Promise<void> {
  const moments = new Map(
    [...adamw.moments()].flatMap(([name, { first, second }]) => [
      [`${name}.first`, { shape: [first.length], data: first }],
      [`${name}.second`, { shape: [second.length], data: second }],
    ]),
  );
  await createDirectoryDurably(pathOf(directory, state.step), async (temporary) => {
    await writeSafetensors(join(temporary, files.weights), new Map(trained(parameters)));
    await writeSafetensors(join(temporary, files.moments), moments);
    await writeDurably(join(temporary, files.state), `${JSON.stringify(state, null, 2)}\n`);
  });
  for (const step of checkpointSteps(directory)) {
    if (step !== state.step && step !== state.best?.step) await rm(pathOf(directory, step), { recursive: true });
  }
}

/**
 * Puts weights and moments back as they were at that step.
 * @throws AccordError `invalid-config` for a run of other settings; `unsupported-format`, `model-missing`, `unreadable-file` for files
 *   that are truncated, missing or not ours. Nothing has changed then.
 */
export function loadCheckpoint(
  directory: string,
  step: number,
  config: TrainingState['config'],
  parameters: Parameters,
  adamw: Adamw,
): TrainingState {
  const path = pathOf(directory, step);
  const state = readState(path);
  const difference = firstDifference(state.config, JSON.parse(JSON.stringify(config)), '');
  if (difference) {
    throw new AccordError(
      'invalid-config',
      `${directory} holds a training run of other settings: ${difference}.`,
      'Give the same settings to go on, or another directory to train anew.',
    );
  }
  const weights = readWeights(path, parameters);
  const moments = readMoments(path, adamw);
  for (const { target, values } of moments) target.set(values);
  adamw.steps = state.step;
  assign(parameters, weights);
  return state;
}

/** Puts the weights back as they were at that step. */
export function loadWeights(directory: string, step: number, parameters: Parameters): void {
  assign(parameters, readWeights(pathOf(directory, step), parameters));
}

function checkpointSteps(directory: string): number[] {
  return readdirSync(directory)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

const trained = (parameters: Parameters) => [...parameters].filter(([, { trainable }]) => trainable);

function readWeights(checkpoint: string, parameters: Parameters): Map<string, Float32Array> {
  return readTensors(checkpoint, files.weights, (file) => {
    const weights = new Map(trained(parameters).map(([name, { shape }]) => [name, file.float32(name, shape)]));
    const surplus = file.names.find((name) => !weights.has(name));
    if (surplus === undefined) return weights;
    throw new AccordError('unsupported-format', `${checkpoint} has weights for "${surplus}", which this model does not train.`, '');
  });
}

function readMoments(checkpoint: string, adamw: Adamw): { target: Float32Array; values: Float32Array }[] {
  return readTensors(checkpoint, files.moments, (file) =>
    [...adamw.moments()].flatMap(([name, { first, second }]) => [
      { target: first, values: file.float32(`${name}.first`, [first.length]) },
      { target: second, values: file.float32(`${name}.second`, [second.length]) },
    ]),
  );
}

/** What fails on the way is a matter of this checkpoint. */
function readTensors<T>(checkpoint: string, name: string, read: (file: SafeTensors) => T): T {
  try {
    return read(readSafetensors(join(checkpoint, name)));
  } catch (error) {
    if (!AccordError.isInstance(error)) throw error;
    throw new AccordError(error.code, error.message, otherwise(checkpoint), { cause: error });
  }
}

function assign(parameters: Parameters, weights: ReadonlyMap<string, Float32Array>): void {
  for (const [name, values] of weights) parameters.get(name)!.data.set(values);
}

function readState(checkpoint: string): TrainingState {
  const path = join(checkpoint, files.state);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AccordError('unreadable-file', `Cannot read ${path}: ${(cause as Error).message}.`, otherwise(checkpoint), { cause });
  }
  try {
    return TrainingState.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${path} is not the state of a training run of this version.`;
    throw new AccordError('unsupported-format', message, otherwise(checkpoint), { cause });
  }
}

const otherwise = (checkpoint: string): string =>
  `Delete ${checkpoint} to go on from an older one, or give another directory to train anew.`;

/** Says where two JSON values differ first; undefined where they do not. */
function firstDifference(there: unknown, here: unknown, path: string): string | undefined {
  if (isObject(there) && isObject(here)) {
    for (const key of new Set([...Object.keys(there), ...Object.keys(here)])) {
      const difference = firstDifference(there[key], here[key], path ? `${path}.${key}` : key);
      if (difference) return difference;
    }
    return undefined;
  }
  const [old, given] = [there, here].map((value) => (value === undefined ? 'not set' : JSON.stringify(value)));
  return old === given ? undefined : `${path} is ${old} there and ${given} here`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
