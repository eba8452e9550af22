import { Command } from 'commander';
import type { ExportReport } from '../../nn/export/export-model.ts';
import { examples } from '../examples.ts';
import { formatTable, print, printJson } from '../output.ts';
import { signalOf } from '../run-program.ts';

interface ExportFlags {
  out: string;
  labels?: string;
  force?: boolean;
  json?: boolean;
}

export function exportCommand(): Command {
  const command = new Command('export')
    .description(
      'Write a trained model as a directory that sentence-transformers (CrossEncoder), transformers and transformers.js load: weights as ' +
        'safetensors in fp32 and ONNX graphs in fp32 and int8. A model with several outputs becomes a reranker with one logit a pair, ' +
        '"useful"; the scores of answers stay behind. CrossEncoder puts a sigmoid on a single logit, which keeps the order. Texts are ' +
        'given as the model was trained, title and text of a passage joined by a line break; there, pairs that are too long are cut, not read in windows.',
    )
    .argument('<model>', 'directory of a trained model')
    .requiredOption('--out <dir>', 'where the export goes')
    .option('--labels <names>', 'outputs to keep, separated by commas; default: useful where the model has it, else all')
    .option('--force', 'write into a directory that is not empty')
    .option('--json', 'print only JSON');
  examples(command, [
    ['rag export models/mine --out exported/mine', 'then CrossEncoder("exported/mine") in Python'],
    ['rag export models/mine --out exported/answerable --labels answerable', 'another output of a reader'],
  ]);
  return command.action(async (model: string, { out, labels, force, json }: ExportFlags) => {
    const { exportModel } = await import('../../nn/export/export-model.ts');
    const report = await exportModel(model, out, {
      labels: labels?.split(',').map((label) => label.trim()),
      force,
      signal: signalOf(command),
    });
    if (json) printJson(report);
    else print(renderExport(report));
  });
}

function renderExport({ directory, labels, leftOut, files }: ExportReport): string {
  const rows = files.map(({ path, bytes }) => [path, bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`]);
  return [
    `${directory}: ${labels.join(', ')}${leftOut.length > 0 ? ` (without ${leftOut.join(', ')})` : ''}`,
    formatTable([{ header: 'file' }, { header: 'size', align: 'right' }], rows),
  ].join('\n');
}
