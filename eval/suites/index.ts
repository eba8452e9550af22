import { boardgame } from './boardgame.ts';
import { conflictqa, dynamicqa, nqSwap, nqSynth } from './contradicted-facts.ts';
import { ramdocs } from './ramdocs.ts';
import { itemSuite } from './run-items.ts';
import type { Suite } from './suite.ts';

/** The conflict suites by name, as `rag-eval conflict --suite NAME` knows them. */
export const suites: Record<string, Suite> = Object.fromEntries(
  [...[ramdocs, dynamicqa, nqSynth, conflictqa, nqSwap].map(itemSuite), boardgame].map((suite) => [suite.name, suite]),
);
