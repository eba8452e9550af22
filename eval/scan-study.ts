/**
 * How many planted contradictions does a scan of a large collection find, and in what time? Into the Wikipedia pool are put: DynamicQA's passages and their edits,
 * what a language model says and its contrary (ConflictQA, counter memory), and the right and misinforming documents of RAMDocs. A planted pair is found where
 * a contradiction has a place in both passages; a misinforming document where it has one in any right document of its question.
 *
 * usage: RAG_DATA_DIR=… tsx eval/scan-study.ts [--no-pool] [--no-detector] [--hits FILE] [--sample N]
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { dataFile } from '../datasets/find-data.ts';
import { readRows } from '../datasets/read-rows.ts';
import { PassageRow } from '../datasets/rows.ts';
import { openDetector } from '../src/cli/open-detector.ts';
import { formatTable, print } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { type Contradiction, scanConflicts } from '../src/conflict/scan/scan.ts';
import { verifyContradictions } from '../src/conflict/scan/verify.ts';
import type { Passage } from '../src/passage.ts';
import { bootstrapInterval } from './statistics/bootstrap-interval.ts';
import { mean } from './statistics/mean.ts';
import { sample } from './statistics/sample.ts';
import { asPassage } from './suites/as-passage.ts';
import { dataDirectory, readData } from './suites/read-data.ts';

const { values: flags } = parseArgs({
  options: {
    'no-pool': { type: 'boolean' },
    'no-detector': { type: 'boolean' },
    hits: { type: 'string' },
    sample: { type: 'string', default: '300' },
  },
});
const seed = 42;
const size = Number(flags.sample);

const Context = z.object({ id: z.string(), title: z.string().optional(), text: z.string(), type: z.string() });
const Row = z.object({ id: z.string(), contexts: z.array(Context) });

/** Passages, one of which contradicts each of the others. */
interface Planted {
  set: string;
  misinforming: Passage;
  right: Passage[];
}

async function plantedOf(set: string, parts: string[], wrong: string, right: string, titled: boolean): Promise<Planted[]> {
  const rows = (await Promise.all(parts.map((part) => readData(part, Row)))).flat();
  const passagesOf = (row: z.infer<typeof Row>, type: string) =>
    row.contexts
      .filter((context) => context.type === type)
      .map((context) => asPassage(titled ? context : { ...context, title: undefined }));
  const all = rows.flatMap((row) => passagesOf(row, wrong).map((misinforming) => ({ set, misinforming, right: passagesOf(row, right) })));
  return sample(
    all.filter((each) => each.right.length > 0),
    size,
    seed,
  );
}

const planted = [
  ...(await plantedOf(
    'DynamicQA',
    ['static', 'temporal', 'disputable'].map((part) => `dynamicqa/${part}`),
    'edited',
    'original',
    true,
  )),
  // ConflictQA's titles say what the passages are for.
  ...(await plantedOf(
    'ConflictQA',
    ['gpt4', 'chatgpt', 'llama2-7b', 'palm2'].map((part) => `conflictqa_strategyqa/${part}`),
    'counter_memory',
    'parametric_memory',
    false,
  )),
  ...(await plantedOf('RAMDocs', ['ramdocs/test'], 'misinfo', 'correct', true)),
];
const plantedPassages = new Map(
  planted.flatMap(({ misinforming, right }) => [misinforming, ...right]).map((passage) => [passage.id, passage]),
);

async function* passages(): AsyncGenerator<Passage> {
  yield* plantedPassages.values();
  if (!flags['no-pool'])
    for await (const row of readRows(dataFile(dataDirectory('The pool'), 'wiki_pool/passages'), PassageRow)) yield asPassage(row);
}

const onProgress = progressLine();
const started = performance.now();
const candidates = await scanConflicts(passages(), {}, { onProgress });
const scanned = performance.now();
const found = flags['no-detector'] ? candidates : await verifyContradictions(candidates, await openDetector(), 0.5, { onProgress });
const verified = performance.now();
onProgress.end();

const idsOf = ({ sides }: Contradiction) => sides.map(({ places }) => places.map(({ passageId }) => passageId));
function recallBy(contradictions: readonly Contradiction[]): (set?: string) => string {
  const linked = new Set(
    contradictions.flatMap((each) => {
      const [a, b] = idsOf(each) as [string[], string[]];
      return a.flatMap((x) => b.flatMap((y) => [`${x} ${y}`, `${y} ${x}`]));
    }),
  );
  return (set) => {
    const some = planted.filter((each) => set === undefined || each.set === set);
    const hits = some.map(({ misinforming, right }) => Number(right.some(({ id }) => linked.has(`${misinforming.id} ${id}`))));
    const { lower, upper } = bootstrapInterval(hits, { seed });
    return `${mean(hits).toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
  };
}

const [before, after] = [recallBy(candidates), recallBy(found)];
const sets = [...new Set(planted.map(({ set }) => set))];
const rows = [...sets, undefined].map((set) => [
  set ?? 'all',
  String(planted.filter((each) => set === undefined || each.set === set).length),
  before(set),
  after(set),
]);
const columns = ['planted', 'pairs', 'recall, candidates', 'recall, verified'].map((header) => ({ header }));
print(formatTable(columns, rows));
const unplanted = found.filter(
  (each) =>
    !idsOf(each)
      .flat()
      .some((id) => plantedPassages.has(id)),
);
const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(0);
print(
  `${candidates.length} candidates in ${seconds(scanned - started)} s, ${found.length} verified in ${seconds(verified - scanned)} s; ` +
    `${unplanted.length} between passages that were not planted`,
);
if (flags.hits) {
  const lines = sample(unplanted, 100, seed).map(({ type, sides }) =>
    [type, ...sides.flatMap(({ value, sentence, places }) => [places[0]!.title ?? '', value, sentence])].join('\t'),
  );
  await writeFile(flags.hits, `${lines.join('\n')}\n`);
}
process.exit();
