import { Command } from 'commander';
import type { Contradiction } from '../../conflict/scan/scan.ts';
import { ScanOptions } from '../../conflict/scan/scan-options.ts';
import type { VerifiedContradiction } from '../../conflict/scan/verify.ts';
import { AccordError } from '../../errors.ts';
import { shippedDetector } from '../../rerank/shipped-model.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { parseFilterFlag } from '../filter-flag.ts';
import { openDetector } from '../open-detector.ts';
import { withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { signalOf } from '../run-program.ts';
import { schemaOptions, schemaValues } from '../schema-options.ts';
import { oneLine } from '../snippet.ts';

interface ConflictsFlags {
  filter?: string;
  detector?: string;
  probability?: string;
  json?: boolean;
}

export function conflictsCommand(): Command {
  const command = new Command('conflicts')
    .description(
      'Find sentences of the store that contradict each other: of similar wording, with another number, date, name or word in one place, or a ' +
        'negation. Equal sentences are one, with all their places. Nothing is changed in the store.',
    )
    .option('--filter <json>', 'compare only passages that fulfil it')
    .option('--detector <dir>', 'contradiction detector: a model directory, or none; default: that of the package, where there is one')
    .option('--probability <n>', 'least probability of a contradiction by the detector (default 0.5)')
    .option('--json', 'print only JSON: an array of contradictions');
  schemaOptions(configOptions(command, ['store']), ScanOptions);
  examples(command, [
    ['rag conflicts'],
    ['rag conflicts --json > conflicts.json'],
    [`rag conflicts --filter '{"field": "source", "eq": "handbook"}' --similarity 0.8`, 'within one source, only close wordings'],
  ]);
  return command.action(async ({ filter, json, detector = shippedDetector(), probability = '0.5' }: ConflictsFlags) => {
    const config = configOf(command);
    const options = schemaValues(command, ScanOptions);
    const least = share('--probability', probability);
    const parsed = filter === undefined ? undefined : parseFilterFlag('--filter', filter);
    const signal = signalOf(command);
    const judge = detector === undefined || detector === 'none' ? undefined : await openDetector(detector);
    const { scanConflicts } = await import('../../conflict/scan/scan.ts');
    const { verifyContradictions } = await import('../../conflict/scan/verify.ts');
    const onProgress = progressLine();
    const found = await withStore(config, { embedder: null, readOnly: true }, async (store) => {
      const total = await store.count(parsed);
      const candidates = await scanConflicts(store.passages(parsed && { filter: parsed }), options, { signal, onProgress, total });
      return judge ? verifyContradictions(candidates, judge, least, { signal, onProgress }) : candidates;
    }).finally(() => onProgress.end());
    if (json) printJson(found);
    else print(renderContradictions(found));
  });
}

function share(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new AccordError('invalid-config', `${flag} is ${JSON.stringify(text)}.`, 'Give a number from 0 to 1.');
}

function renderContradictions(found: readonly (Contradiction | VerifiedContradiction)[]): string {
  if (found.length === 0) return 'No contradictions found.';
  return found
    .map((contradiction, i) => {
      const { type, similarity, sides } = contradiction;
      const sure = 'probability' in contradiction ? `, probability ${contradiction.probability.toFixed(2)}` : '';
      const lines = sides.flatMap(({ sentence, places }) => [
        `   ${oneLine(sentence)}`,
        ...places.map((place) => `     ${placeLine(place)}`),
      ]);
      const values = sides.map(({ value }) => (value === '' ? 'without' : oneLine(value))).join(' / ');
      return [`${i + 1}. ${type}: ${values} (similarity ${similarity.toFixed(2)}${sure})`, ...lines].join('\n');
    })
    .join('\n\n');
}

function placeLine({ title, passageId, source, date }: Contradiction['sides'][0]['places'][0]): string {
  return [title, passageId, source, date].flatMap((part) => (part === undefined ? [] : [oneLine(part)])).join(' · ');
}
