import { throwIfAborted } from '../../src/errors.ts';
import type { LanguageModel } from '../../src/llm/language-model.ts';
import type { LongRunning } from '../../src/progress.ts';
import { crossEncoder } from '../../src/rerank/cross-encoder.ts';
import type { JudgeForm } from '../../src/rerank/llm-judge/options.ts';
import { judgePromptHash } from '../../src/rerank/llm-judge/prompts.ts';
import { shippedModel } from '../../src/rerank/shipped-model.ts';
import { parseOptions } from '../parse-options.ts';
import { holm } from '../statistics/holm.ts';
import { mean } from '../statistics/mean.ts';
import { pairedRandomization } from '../statistics/paired-randomization.ts';
import { sample } from '../statistics/sample.ts';
import { type Intervals, type Metrics, summarize } from '../summarize.ts';
import { type Baseline, bm25, everything, random, trained } from './baselines.ts';
import { candidateLists } from './candidates.ts';
import { judgeSystems, type SystemValues } from './judge-systems.ts';
import { JudgeSuiteOptions } from './options.ts';
import { scoreList } from './score-list.ts';

interface JudgeSuiteRow {
  id: string;
  values: SystemValues;
}

/** What `rag-eval judge --json` prints, without the rows. */
export interface JudgeSuiteReport {
  /** Candidate lists judged, of so many that the split has. */
  questions: number;
  available: number;
  config: object;
  systems: Record<string, { metrics: Metrics; intervals: Intervals }>;
  /** AUC of each judge against each baseline: paired randomisation test, adjusted for their number (Holm). */
  differences: { system: string; from: string; difference: number; pValue: number }[];
  rows: JudgeSuiteRow[];
}

const comparedMeasure = 'AUC';

/**
 * Judges candidate lists with every form asked for, and scores judges and baselines by the annotation.
 *
 * @param model null: baselines only
 * @throws AccordError `invalid-input` for a bad option, `data-missing`, `aborted`, and what the language model throws
 */
export async function runJudgeSuite(
  model: LanguageModel | null,
  forms: readonly JudgeForm[],
  given: JudgeSuiteOptions = {},
  { signal, onProgress }: LongRunning = {},
): Promise<JudgeSuiteReport> {
  const options = parseOptions(JudgeSuiteOptions, given);
  const all = await candidateLists(options);
  const baselines = await baselinesOver(all, options.seed);
  const lists = sample(all, options.limit, options.seed);
  const rows: JudgeSuiteRow[] = [];
  for (const [done, list] of lists.entries()) {
    onProgress?.({ stage: 'questions', done, total: lists.length });
    throwIfAborted(signal);
    const values: SystemValues = {};
    for (const [name, baseline] of Object.entries(baselines)) values[name] = scoreList(list, await baseline(list, done));
    if (model) for (const form of forms) Object.assign(values, await judgeSystems(model, form, list, options, { signal }));
    rows.push({ id: list.id, values });
  }
  onProgress?.({ stage: 'questions', done: lists.length, total: lists.length });
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const valuesOf = (system: string) => rows.map(({ values }) => values[system]!);
  return {
    questions: rows.length,
    available: all.length,
    config: { ...options, model: model?.id ?? null, prompts: Object.fromEntries(forms.map((form) => [form, judgePromptHash(form)])) },
    systems: Object.fromEntries(
      names.map((name) => {
        const values = valuesOf(name);
        return [name, summarize([...new Set(values.flatMap((value) => Object.keys(value)))], values, options.seed)];
      }),
    ),
    differences: differences(
      names.filter((name) => !(name in baselines)),
      Object.keys(baselines).filter((name) => name !== 'everything'),
      (name) => valuesOf(name).map((value) => value[comparedMeasure]!),
      options.seed,
    ),
    rows,
  };
}

async function baselinesOver(lists: Awaited<ReturnType<typeof candidateLists>>, seed: number): Promise<Record<string, Baseline>> {
  const model = shippedModel();
  return {
    random: random(seed),
    everything,
    BM25: bm25(lists),
    ...(model !== undefined && { 'cross-encoder': trained(await crossEncoder({ model })) }),
  };
}

function differences(systems: readonly string[], baselines: readonly string[], valuesOf: (system: string) => number[], seed: number) {
  const rows = systems.flatMap((system) =>
    baselines.map((from) => {
      const [a, b] = [valuesOf(system), valuesOf(from)];
      return { system, from, difference: mean(a) - mean(b), pValue: pairedRandomization(a, b, { seed }) };
    }),
  );
  const adjusted = holm(rows.map(({ pValue }) => pValue));
  return rows.map((row, i) => ({ ...row, pValue: adjusted[i]! }));
}
