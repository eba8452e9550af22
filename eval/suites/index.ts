import { boardgame } from './boardgame.ts';
import { ramdocs } from './ramdocs.ts';
import type { Suite } from './suite.ts';

/** The conflict suites by name, as `rag-eval conflict --suite NAME` knows them. */
export const suites: Record<string, Suite> = { ramdocs, boardgame };
