import { boardgame } from './boardgame.ts';
import { conflictqa, dynamicqa, nqSwap, nqSynth } from './contradicted-facts.ts';
import { counterMemory } from './counter-memory.ts';
import { ifqa, ifqaDev } from './ifqa.ts';
import { mquake } from './mquake.ts';
import { poison, poisonDev } from './poison.ts';
import { ramdocs } from './ramdocs.ts';
import { rgb } from './rgb.ts';
import { itemSuite } from './run-items.ts';
import { squad2 } from './squad2.ts';
import type { Suite } from './suite.ts';

/** The conflict suites by name, as `rag-eval conflict --suite NAME` knows them. */
export const suites: Record<string, Suite> = Object.fromEntries(
  [
    ...[ramdocs, dynamicqa, nqSynth, conflictqa, counterMemory, poison, squad2, ifqa, mquake, rgb, nqSwap, poisonDev, ifqaDev].map(
      itemSuite,
    ),
    boardgame,
  ].map((suite) => [suite.name, suite]),
);
