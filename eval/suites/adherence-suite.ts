import type { PolicyFields } from '../../src/conflict/policy.ts';
import type { Passage } from '../../src/passage.ts';
import { adherence } from '../measures/conflict/adherence.ts';
import { memorisationRatio } from '../measures/conflict/memorisation-ratio.ts';
import { robustness } from '../measures/conflict/robustness.ts';
import type { ConflictItem } from './conflict-item.ts';
import { openHardNegatives } from './hard-negatives.ts';
import type { ItemSuite, LoadOptions } from './item-suite.ts';
import { harmonic } from './suite-measure.ts';
import { closedBook, confidenceThreshold, majorityVote, plainRag } from './systems/baselines.ts';
import { isolateAggregate } from './systems/isolate-aggregate.ts';

/** A question whose relevant passage contradicts what the model knows. */
export interface ContradictedFact {
  id: string;
  part?: string | undefined;
  cluster?: string | undefined;
  question: string;
  relevant: Passage;
  /** What the relevant passage says. */
  context: readonly string[];
  /** What the model is declared to know; the first is what it says. */
  memory: readonly string[];
  /** How sure it is; default: that of declared memory. */
  confidence?: number | undefined;
}

/** So many passages are given for each question. */
const passages = 5;

/** One setting for all suites of this kind, chosen on `nq-swap`, whose questions are none of theirs. */
const adherencePolicy: PolicyFields = { gate: 0, dial: 0.88 };
/** The same for the baseline. */
const threshold = 0.15;

/**
 * A suite of adherence and robustness. Each fact is asked twice: with the passage that contradicts memory among four irrelevant ones (right is what
 * the passage says: R_Ad), and with five irrelevant ones (right is what memory says, or nothing: R_Ro). Both are over all questions, whatever the
 * reader can answer. Irrelevant passages are those that BM25 ranks highest of the Wikipedia pool and that hold neither answer. The memory is declared:
 * an extractive reader has none of its own.
 *
 * Source: Zhang et al., KnowPO: knowledge-aware preference optimization for controllable knowledge selection, AAAI 2025, for the two measures and the mix
 * of one relevant passage with distractors.
 */
export function adherenceSuite(name: string, description: string, facts: (options: LoadOptions) => Promise<ContradictedFact[]>): ItemSuite {
  return {
    name,
    description,
    policy: adherencePolicy,
    baselines: {
      'always context (plain RAG)': plainRag,
      'always memory': closedBook,
      'confidence threshold': confidenceThreshold(threshold),
      'majority vote': majorityVote,
      'isolate then aggregate': isolateAggregate,
    },
    measures: [adherence, robustness, memorisationRatio],
    overall: [harmonic],
    compared: ['R_Ad', 'R_Ro', 'H'],
    dial: ['R_Ad', 'R_Ro', 'H'],
    load: async (options) => bothConditions(await facts(options), options),
  };
}

async function bothConditions(facts: readonly ContradictedFact[], options: LoadOptions): Promise<ConflictItem[]> {
  const negatives = await openHardNegatives(options);
  try {
    const items: ConflictItem[] = [];
    for (const { id, part, cluster, question, relevant, context, memory, confidence } of facts) {
      const known = givenAway(context, memory);
      const irrelevant = await negatives.find(question, known, passages);
      const shared = { part, cluster: cluster ?? id, question, memory: { answer: memory[0]!, confidence } };
      items.push(
        {
          ...shared,
          id: `${id}/relevant`,
          passages: [relevant, ...irrelevant.slice(0, passages - 1)],
          facts: { context, memory, relevant: true },
        },
        { ...shared, id: `${id}/irrelevant`, passages: irrelevant, facts: { memory, relevant: false } },
      );
    }
    return items;
  } finally {
    await negatives.close();
  }
}

/** Yes and no are in every text, and give nothing away. */
function givenAway(...lists: (readonly string[])[]): string[] {
  return lists.flat().filter((answer) => !/^(?:yes|no)$/i.test(answer));
}
