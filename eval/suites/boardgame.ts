import { withBackground } from '../../src/conflict/rules/condition.ts';
import { backgroundConditions } from '../../src/conflict/rules/conditions/background.ts';
import type { GroundLiteral } from '../../src/conflict/rules/literal.ts';
import { solve } from '../../src/conflict/rules/solve.ts';
import { readTheory } from '../../src/conflict/rules/text/read-theory.ts';
import type { Theory } from '../../src/conflict/rules/theory.ts';
import { AccordError, throwIfAborted } from '../../src/errors.ts';
import type { LongRunning } from '../../src/progress.ts';
import { sample } from '../statistics/sample.ts';
import { type BoardgameItem, type boardgameSplits, readBoardgame } from './boardgame-items.ts';
import { type Suite, SuiteOptions, type SuiteReport, type SuiteRow } from './suite.ts';
import { meanOf } from './suite-measure.ts';
import { figures } from './summarize-systems.ts';

/** The theory to decide, from the one stated and the same with background knowledge; all but the first leave something out, to show its worth. */
const variants: Record<string, (stated: Theory, informed: Theory) => Theory> = {
  rules: (_, informed) => informed,
  'rules without background knowledge': (stated) => stated,
  'rules without preferences': (_, informed) => ({ ...informed, preferences: [] }),
  // The trap the set lays: a preferred rule that does not apply silences the other all the same.
  'preferred rules alone': (_, informed) => {
    const silenced = new Set(informed.preferences.map(([, other]) => other));
    return { ...informed, rules: informed.rules.filter(({ name }) => !silenced.has(name)), preferences: [] };
  },
};

export const boardgame: Suite = {
  name: 'boardgame',
  description: 'BoardgameQA (main, test): facts, defeasible rules and preferences; proved, disproved or unknown',
  run: (options) => runBoardgame('test', options),
};

/**
 * Decides the items of a split from their text, and from their formal theory where the data set has it. Accuracy is by depth;
 * `literal` counts items no rule of which needs background knowledge; `sentences read` is the share of an item's sentences that
 * were read, `items read` the share of items without any other. An item whose question is not read counts as wrong. The test part is
 * worded otherwise than train and valid, on which the reader and the background knowledge were developed.
 *
 * @throws AccordError `data-missing`, `aborted`, and `invalid-input` for a policy, dial or reader: rules bring their own preferences, and a grammar reads them.
 *
 * Source: Kazemi et al., BoardgameQA: a dataset for natural language reasoning with contradictory information, NeurIPS 2023.
 */
export async function runBoardgame(
  split: keyof typeof boardgameSplits,
  { signal, onProgress, ...options }: SuiteOptions & LongRunning = {},
): Promise<SuiteReport> {
  for (const name of ['policy', 'dial', 'reader', 'readerModel', 'claimsFrom'] as const) {
    if (options[name] === undefined) continue;
    const hint = `Leave ${name} out: rules are read by a grammar, and each item states its preferences.`;
    throw new AccordError('invalid-input', `The suite boardgame has no ${name}.`, hint);
  }
  const { claims, limit, seed } = SuiteOptions.parse(options);
  const all = await readBoardgame(split);
  const items = limit === undefined ? all : sample(all, limit, seed);
  const needsNoBackground = literalItems(all);
  const rows: SuiteRow[] = [];
  for (const [done, item] of items.entries()) {
    throwIfAborted(signal);
    onProgress?.({ stage: 'items', done, total: items.length });
    const row: SuiteRow = { id: item.id, predictions: {}, values: {} };
    const score = async (origin: string, stated: { theory: Theory; goal: GroundLiteral | null }, share: number | null) => {
      const informed = (await withBackground(stated.theory, backgroundConditions)).theory;
      for (const [name, variant] of Object.entries(variants)) {
        const truth = stated.goal && solve(variant(stated.theory, informed)).verdict(stated.goal).truth;
        const correct = Number(truth === item.label);
        const system = `${name}, from ${origin}`;
        row.predictions[system] = truth ? [truth] : [];
        row.values[system] = { [`accuracy, depth ${item.depth}`]: correct };
        if (needsNoBackground.has(item.id)) row.values[system][`accuracy, literal, depth ${item.depth}`] = correct;
        if (name !== 'rules' || share === null) continue;
        row.values[system][`sentences read, depth ${item.depth}`] = share;
        row.values[system][`items read, depth ${item.depth}`] = Number(share === 1);
        if (share === 1) row.values[system][`accuracy, items read, depth ${item.depth}`] = correct;
      }
    };
    if (claims === 'reader') {
      // As in the set's formal notation.
      const { theory, question, unread, sentences } = readTheory(item.text, { relations: 'verb' });
      await score('text', { theory, goal: question }, 1 - unread.length / sentences);
    }
    if (item.formal) await score('theory', item.formal, null);
    rows.push(row);
  }
  onProgress?.({ stage: 'items', done: items.length, total: items.length });
  const systems = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  return {
    suite: 'boardgame',
    items: rows.length,
    claims,
    config: { split, limit: limit ?? null, seed },
    systems: Object.fromEntries(
      systems.map((system) => {
        const scored = rows.flatMap(({ id, values }) =>
          values[system] ? [{ cluster: id, results: { [system]: { values: values[system] } } }] : [],
        );
        const measures = [...new Set(scored.flatMap(({ results }) => Object.keys(results[system]!.values)))];
        return [system, figures(scored, system, measures.map(meanOf), seed)];
      }),
    ),
    rows,
  };
}

/** Ids of the items whose conditions are all about relations that rules conclude: facts or rules state them literally, if anything does. */
function literalItems(items: readonly BoardgameItem[]): Set<string> {
  const formal = items.flatMap(({ id, formal }) => (formal ? [{ id, rules: formal.theory.rules }] : []));
  const concluded = new Set(formal.flatMap(({ rules }) => rules.map(({ conclusion }) => conclusion.relation)));
  const literal = formal.filter(({ rules }) => rules.every((rule) => rule.conditions.every(({ relation }) => concluded.has(relation))));
  return new Set(literal.map(({ id }) => id));
}
