import { z } from 'zod';
import { dataFile, findDataDirectory } from '../../datasets/find-data.ts';
import { readRows } from '../../datasets/read-rows.ts';
import { type GroundLiteral, isGround, type Literal } from '../../src/conflict/rules/literal.ts';
import { parseLiteral, parseTheory } from '../../src/conflict/rules/notation.ts';
import type { Theory } from '../../src/conflict/rules/theory.ts';
import { AccordError } from '../../src/errors.ts';

const ItemRow = z.object({
  id: z.string(),
  example: z.string(),
  label: z.enum(['proved', 'disproved', 'unknown']),
  theory: z.string().nullish(),
  goal: z.string().nullish(),
});

export interface BoardgameItem {
  id: string;
  depth: number;
  /** The whole item in English without its framing sentences, the question last. */
  text: string;
  label: z.infer<typeof ItemRow>['label'];
  /** What the data set says the text means; null where it does not say. */
  formal: { theory: Theory; goal: GroundLiteral } | null;
}

export const boardgameSplits = {
  train: [1, 2],
  valid: [1, 2, 3],
  test: [1, 2, 3],
} as const;

const framing =
  /^A few players are playing a boardgame\.\s+The current state of the game is as follows\.|\bAnd the rules of the game are as follows\./g;

/**
 * The items of a split, by depth.
 *
 * @throws AccordError `data-missing` without the data set.
 */
export async function readBoardgame(split: keyof typeof boardgameSplits): Promise<BoardgameItem[]> {
  const directory = findDataDirectory();
  if (directory === null) {
    throw new AccordError('data-missing', 'BoardgameQA was not found.', 'Set RAG_DATA_DIR to the directory that holds the benchmark data.');
  }
  const items: BoardgameItem[] = [];
  for (const depth of boardgameSplits[split]) {
    for await (const { id, example, label, theory, goal } of readRows(
      dataFile(directory, `boardgameqa/main_depth${depth}_${split}`),
      ItemRow,
    )) {
      const formal = theory && goal ? { theory: withStrongNegation(parseTheory(theory)), goal: groundGoal(goal) } : null;
      items.push({ id, depth, text: example.replace(framing, '').trim(), label, formal });
    }
  }
  return items;
}

/** The set writes (cat, does not have, her keys), as if it were no negation. */
function withStrongNegation(theory: Theory): Theory {
  const strong = (literal: Literal) =>
    literal.relation === 'does not have' ? { ...literal, relation: 'has', negated: !literal.negated } : literal;
  return { ...theory, rules: theory.rules.map((rule) => ({ ...rule, conditions: rule.conditions.map(strong) })) };
}

function groundGoal(text: string): GroundLiteral {
  const goal = parseLiteral(text);
  if (isGround(goal)) return goal;
  throw new AccordError('invalid-input', `The goal ${text} has a variable.`, 'Fetch the data set again.');
}
