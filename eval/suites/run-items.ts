import type { z } from 'zod';
import type { ConflictClaim } from '../../src/conflict/claim.ts';
import { type Policy, type PolicyFields, type Preset, parsePolicy } from '../../src/conflict/policy.ts';
import { throwIfAborted } from '../../src/errors.ts';
import { givesAnswer } from '../measures/conflict/gives-answer.ts';
import { sample } from '../statistics/sample.ts';
import type { ConflictItem } from './conflict-item.ts';
import type { ItemSuite } from './item-suite.ts';
import { chatStater, modelStater, oracleStater, recordedStater, type Stater } from './state-claims.ts';
import { type DialPoint, type Suite, SuiteOptions } from './suite.ts';
import { meanOf, meansOf, type SuiteMeasure, type SystemResult } from './suite-measure.ts';
import { compareSystems, figures, type ScoredRow } from './summarize-systems.ts';
import { accord, accordAt } from './systems/accord.ts';
import type { System } from './systems/system.ts';

const ours = 'accord';

/** A suite out of its declaration: states the claims of every item once, lets all systems decide on them, and compares. */
export function itemSuite(declaration: ItemSuite): Suite {
  const { name, description, measures } = declaration;
  return {
    name,
    description,
    async run({ signal, onProgress, ...options } = {}) {
      const parsed = SuiteOptions.parse(options);
      const { claims: origin, limit, seed, llm } = parsed;
      const policy = policyOf(declaration.policy, parsed);
      const stater = await staterOf(parsed);
      const take = <T>(questions: readonly T[]) => (limit === undefined ? [...questions] : sample(questions, limit, seed));
      const items = await declaration.load({ sample: take, seed, llm, signal, onProgress });
      const systems: Record<string, System> = { [ours]: accord, ...declaration.baselines };
      const judged: (ScoredRow & { item: ConflictItem; claims: ConflictClaim[]; predictions: Record<string, string[]> })[] = [];
      for (const [done, item] of items.entries()) {
        throwIfAborted(signal);
        onProgress?.({ stage: 'questions', done, total: items.length });
        const { claims, prompted = {} } = await stater.state(item, signal);
        const all = { ...systems, ...mapValues(prompted, (response) => () => response) };
        judged.push({ item, claims, cluster: item.cluster ?? item.id, ...judge(declaration, item, claims, policy, all) });
      }
      onProgress?.({ stage: 'questions', done: items.length, total: items.length });
      const summed: SuiteMeasure[] = [...meansOf(measures), ...addedScores(judged, measures).map(meanOf), ...(declaration.overall ?? [])];
      const names = Object.keys(judged[0]?.predictions ?? systems);
      const summary = (rows: readonly ScoredRow[]) =>
        Object.fromEntries(names.map((system) => [system, figures(rows, system, summed, seed)]));
      const parts = [...new Set(items.flatMap(({ part }) => part ?? []))];
      return {
        suite: name,
        items: items.length,
        claims: origin,
        config: { policy, reader: stater.readerId, limit: limit ?? null, seed },
        systems: summary(judged),
        ...(parts.length > 1 && {
          parts: Object.fromEntries(parts.map((part) => [part, summary(judged.filter(({ item }) => item.part === part))])),
        }),
        comparisons: compareSystems(
          judged,
          names,
          summed.filter((measure) => declaration.compared.includes(measure.name)),
          seed,
        ),
        ...(declaration.dial && { dial: dialCurve(declaration, judged, policy, summed) }),
        rows: judged.map(({ item: { id, part, question }, claims, predictions, results }) => ({
          id,
          part,
          question,
          claims,
          predictions,
          values: Object.fromEntries(Object.entries(results).map(([system, { values }]) => [system, { ...values }])),
        })),
      };
    },
  };
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

async function staterOf({ claims, claimsFrom, reader, readerModel, llm }: z.output<typeof SuiteOptions>): Promise<Stater> {
  if (claimsFrom !== undefined) return recordedStater(claimsFrom);
  if (claims === 'oracle') return oracleStater;
  if (reader === 'extractive' || (reader === undefined && llm === undefined)) return modelStater(readerModel);
  return chatStater(llm);
}

/** The preset that was asked for, else the suite's policy, with the dial that was asked for. */
function policyOf(suite: PolicyFields, { policy, dial }: { policy?: string | undefined; dial?: number | undefined }): Policy {
  const base = parsePolicy(policy === undefined ? suite : (policy as Preset));
  return dial === undefined ? base : parsePolicy({ ...base, dial });
}

function judge(
  { measures, score }: ItemSuite,
  item: ConflictItem,
  claims: readonly ConflictClaim[],
  policy: Policy,
  systems: Readonly<Record<string, System>>,
): Pick<ScoredRow, 'results'> & { predictions: Record<string, string[]> } {
  const predictions: Record<string, string[]> = {};
  const results: Record<string, SystemResult> = {};
  for (const [system, decide] of Object.entries(systems)) {
    const { answers, leaning = [], confidence } = decide({ question: item.question, claims, policy });
    const values: Record<string, number> = { ...score?.(item, answers) };
    for (const measure of measures) {
      const value = measure.value({ ...item.facts, predictions: answers });
      if (value !== null) values[measure.name] = value;
    }
    predictions[system] = answers;
    const { gold } = item.facts;
    const selective = gold && { confidence, correct: Number(givesAnswer(answers.length > 0 ? answers : leaning, gold)) };
    results[system] = { values, selective };
  }
  return { predictions, results };
}

function dialCurve(
  declaration: ItemSuite,
  judged: readonly { item: ConflictItem; claims: readonly ConflictClaim[] }[],
  policy: Policy,
  summed: readonly SuiteMeasure[],
): DialPoint[] {
  const shown = summed.filter(({ name }) => declaration.dial!.includes(name));
  return Array.from({ length: 11 }, (_, tenth) => tenth / 10).map((dial) => {
    const system = { [ours]: accordAt(dial) };
    const results = judged.map(({ item, claims }) => judge(declaration, item, claims, policy, system).results[ours]!);
    return { dial, figures: Object.fromEntries(shown.map((measure) => [measure.name, measure.over(results)])) };
  });
}

/** Names of the values that the suite itself adds. */
function addedScores(rows: readonly ScoredRow[], measures: readonly { name: string }[]): string[] {
  const known = new Set(rows.flatMap(({ results }) => Object.values(results).flatMap(({ values }) => Object.keys(values))));
  for (const { name } of measures) known.delete(name);
  return [...known];
}
