import { Command } from 'commander';
import { NliTrainingOptions } from '../../../conflict/nli/nli-options.ts';
import { examples } from '../../examples.ts';
import { signalOf } from '../../run-program.ts';
import { schemaOptions } from '../../schema-options.ts';
import { complete, given } from './options.ts';
import { type TrainFlags, trainAndReport } from './train-and-report.ts';

const nliShape = NliTrainingOptions.omit({ sources: true });

export function nliCommand(): Command {
  const what = 'Train a model that says whether a text entails, contradicts or leaves open a claim.';
  const command = new Command('nli')
    .summary(what)
    .description(
      `${what} Each line of ROWS is {"id", "premise", "hypothesis", "label": "entailment" | "neutral" | "contradiction"}. ` +
        'Ctrl-C saves, and the same command goes on.',
    )
    .argument('[rows...]', 'JSON Lines, also .gz')
    .requiredOption('--out <dir>', 'where the model goes; its checkpoints and log are kept in DIR.training')
    .option('--heldout <file>', 'pairs of the same form, to choose the best model by')
    .option('--config <file>', 'JSON with any of the options below and "sources"; training.json of a model repeats its training');
  schemaOptions(command, nliShape);
  command.option('--json', 'print only JSON');
  examples(command, [['rag train nli pairs.jsonl --heldout more-pairs.jsonl --out models/nli']]);
  return command.action(async (paths: string[], flags: TrainFlags) => {
    const { readNliRows, trainNli } = await import('../../../conflict/nli/train-nli.ts');
    const options = complete(NliTrainingOptions, flags, {
      ...given(command, nliShape),
      ...(paths.length > 0 && { sources: paths.map((path) => ({ path })) }),
    });
    const signal = signalOf(command);
    const pairs = flags.heldout === undefined ? [] : await readNliRows(flags.heldout, signal);
    const { evaluateNli } = await import('../../../../eval/nli.ts');
    const { calibrateRanges } = await import('../../../../eval/calibrate-ranges.ts');
    await trainAndReport(flags, { task: 'text-classification', purpose: what }, options, async (run) => {
      const result = await trainNli(options, {
        ...run,
        signal,
        ...(pairs.length > 0 && {
          async evaluate(model: string, stop?: AbortSignal) {
            const { accuracy } = await evaluateNli(model, pairs, { signal: stop });
            return { score: accuracy, metrics: { accuracy } };
          },
        }),
      });
      if (pairs.length === 0) return result;
      await calibrateRanges(
        flags.out,
        pairs.map(({ premise, hypothesis }) => ({ question: hypothesis, text: premise })),
      );
      const { accuracy, hypothesisOnly, majority } = await evaluateNli(flags.out, pairs, { signal });
      return { ...result, heldOut: { count: pairs.length, metrics: { accuracy, 'without premise': hypothesisOnly, majority } } };
    });
  });
}
