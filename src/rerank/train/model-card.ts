import { join } from 'node:path';
import { writeDurably } from '../../durable-write.ts';
import { basePackage } from '../../nn/encoders/base-model.ts';
import type { LogEntry } from '../../nn/training/step-log.ts';

export interface CardFacts {
  name: string;
  /** As model hubs name it. */
  task: 'text-ranking' | 'text-classification';
  /** What the model is for, one sentence. */
  purpose: string;
  /** How it was trained: each option with its value. */
  options: Record<string, unknown>;
  log: readonly LogEntry[];
  tokensPerSecond: number;
  /** Numbers that were trained, and all. */
  parameters: { trained: number; all: number };
  /** Figures by name, on so many held-out questions (ranking) or pairs (classification). */
  heldOut?:
    | {
        count: number;
        metrics: Record<string, number>;
        /** How well scores tell right passages from wrong ones, asked with their own question and with another one. */
        auc?: { ownQuestion: number; otherQuestion: number } | null;
      }
    | undefined;
  /** Expected calibration errors, by what was forecast. */
  calibration?: Record<string, number | null> | undefined;
}

const builtIn = `Fine-tuned from all-MiniLM-L6-v2 as \`${basePackage}\` ships it, which gives the embedding tables. That encoder was itself trained on
question–passage pairs that include NQ, SQuAD, TriviaQA and MS MARCO: results on those are supervised, not zero-shot.`;

/** Steps of the loss curve that a card shows. */
const curvePoints = 12;

/** Writes the model card, README.md of a model directory, with the front matter that model hubs read. */
export async function writeModelCard(directory: string, facts: CardFacts): Promise<void> {
  await writeDurably(join(directory, 'README.md'), modelCard(facts));
}

function modelCard({ name, task, purpose, options, log, tokensPerSecond, parameters, heldOut, calibration }: CardFacts): string {
  const { sources, base, ...settings } = options as { sources: readonly { path: string }[]; base?: string } & Record<string, unknown>;
  const held = task === 'text-ranking' ? 'questions' : 'pairs';
  const steps = log.flatMap((entry) => ('loss' in entry ? [entry] : []));
  const evaluations = log.flatMap((entry) => ('evaluation' in entry ? [entry] : []));
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  const sections = [
    `---
library_name: accord-rag
pipeline_tag: ${task}${base === undefined ? '\nbase_model: sentence-transformers/all-MiniLM-L6-v2' : ''}
---

# ${name}

${purpose}

${base === undefined ? builtIn : `Fine-tuned from the model \`${fileName(base)}\`, whose card says what that one was trained on.`}`,
    `## Training

${table(
  ['Rows', 'Options'],
  sources.map(({ path, ...source }) => [fileName(path), JSON.stringify(source)]),
)}

${table(
  ['Option', 'Value'],
  Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value)]),
)}

${steps.length} steps over ${millions(tokens)} million tokens, ${Math.round(tokensPerSecond)} tokens a second; ${millions(parameters.trained)} of
${millions(parameters.all)} million parameters trained. \`training.json\` repeats it: \`rag train … --config training.json --out DIR\`.`,
  ];
  if (steps.length > 0) sections.push(`### Loss\n\n${table(['Step', 'Loss', 'Learning rate'], curve(steps))}`);
  if (evaluations.length > 0) {
    const names = Object.keys(evaluations[0]!.evaluation);
    const rows = evaluations.map(({ step, evaluation }) => [String(step), ...names.map((metric) => figure(evaluation[metric]))]);
    sections.push(`### Held-out ${held} during training\n\n${table(['Step', ...names], rows)}`);
  }
  if (heldOut) {
    const rows = Object.entries(heldOut.metrics).map(([metric, value]) => [metric, figure(value)]);
    sections.push(`## Held-out ${held}\n\n${heldOut.count} ${held}, int8.\n\n${table(['Measure', 'Value'], rows)}`);
    if (heldOut.auc) sections.push(questionAuc(heldOut.auc));
  }
  const measured = Object.values(calibration ?? {}).some((value) => value !== null);
  if (calibration && measured) {
    const rows = Object.entries(calibration).flatMap(([what, value]) => (value === null ? [] : [[what, figure(value)]]));
    sections.push(
      `## Calibration\n\nExpected calibration error, two-fold over the held-out questions.\n\n${table(['Probability', 'Error'], rows)}`,
    );
  }
  return `${sections.join('\n\n')}\n`;
}

function questionAuc({ ownQuestion, otherQuestion }: { ownQuestion: number; otherQuestion: number }): string {
  return `### Does it read the question?

Area under the ROC curve of the logits, right passages against wrong ones. Asked with the question of another passage, a model that reads it is near .5;
above, it knows right passages by their looks.

${table(
  ['Asked with', 'AUC'],
  [
    ['the passage’s own question', figure(ownQuestion)],
    ['another question', figure(otherQuestion)],
  ],
)}`;
}

/** Means of equal stretches of the run. */
function curve(steps: readonly { step: number; loss: number; learningRate: number }[]): string[][] {
  const points = Math.min(curvePoints, steps.length);
  return Array.from({ length: points }, (_, i) => {
    const part = steps.slice(Math.floor((i * steps.length) / points), Math.floor(((i + 1) * steps.length) / points));
    const { step, learningRate } = part.at(-1)!;
    return [String(step), figure(part.reduce((sum, { loss }) => sum + loss, 0) / part.length), learningRate.toPrecision(2)];
  });
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const millions = (count: number): string => (count / 1e6).toFixed(1);
const figure = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(3));
const fileName = (path: string): string => path.split(/[/\\]/).findLast((part) => part !== '')!;
