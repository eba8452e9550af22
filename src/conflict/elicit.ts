import { AccordError, throwIfAborted } from '../errors.ts';
import { type ScoredPassage, unscored } from '../passage.ts';
import type { Claim, Reader, ReadOptions, Turn } from '../reader/reader.ts';
import { findPhrase } from '../text/find-phrase.ts';
import { isNegated, readAssumptions } from './assumptions.ts';
import type { ConflictClaim } from './claim.ts';
import type { Memory } from './declared-memory.ts';
import { editClaims } from './edits/edit-claims.ts';
import { passageClaims } from './passage-claims.ts';

export interface ElicitRequest extends Omit<ReadOptions, 'seed'> {
  question: string;
  passages: readonly ScoredPassage[];
  reader: Reader;
  /** What the user says beside the question. */
  instruction?: string | undefined;
  /** What the user wants taken for true. */
  assumptions?: readonly string[] | undefined;
  /** Earlier turns, oldest first. */
  history?: readonly Turn[] | undefined;
  /** Asked where the reader has no closed-book answer of its own. */
  memory?: Memory | undefined;
}

/** What is read out of a user's statement outranks all else, so it has to be what is asked for more likely than not: most conditions only set the scene. */
const leastConfidence = 0.5;

/** The user's word that instruction claims rest on; their evidence names it by id. */
export interface Statement {
  id: string;
  text: string;
  negated: boolean;
}

export interface Elicited {
  claims: ConflictClaim[];
  statements: Statement[];
}

/**
 * States what each source answers to a question: the user's own words (instruction), every passage by itself (context), and the model's
 * memory (parametric). Assumptions are found in the question too. What a negated assumption names is denied.
 *
 * @throws AccordError `invalid-input` for an empty question, `aborted`.
 *
 * @example
 * const { claims } = await elicit({ question: 'If Rome were the capital of France, what would be?', passages, reader });
 * const decision = resolve(claims, 'cautious', { question });
 */
export async function elicit({
  question,
  passages,
  reader,
  instruction,
  assumptions = [],
  history,
  memory,
  signal,
  onUsage,
}: ElicitRequest): Promise<Elicited> {
  if (question.trim() === '') throw new AccordError('invalid-input', 'The question is empty.', 'Ask in at least one word.');
  throwIfAborted(signal);
  const statements: Statement[] = [
    ...[instruction].flatMap((text) => (text?.trim() ? [{ id: 'instruction:1', text, negated: isNegated(text) }] : [])),
    ...[
      ...assumptions.filter((text) => text.trim() !== '').map((text) => ({ text, negated: isNegated(text) })),
      ...readAssumptions(question),
    ].map((assumption, i) => ({ id: `assumption:${i + 1}`, ...assumption })),
  ];
  const asserted = statements.filter(({ negated }) => !negated);
  const ruledOut = statements.flatMap(({ negated, text }) => (negated ? [text] : []));
  const read = async (given: readonly ScoredPassage[]) =>
    given.length === 0 ? [] : reader.read({ question, passages: [...given], instruction, history, ruledOut, signal, onUsage });
  const fromPassages = passageClaims(await read(passages), passages, question);
  throwIfAborted(signal);
  // What follows from the statements alone needs no reading of each: a fact on the way to the answer is none.
  const derived = editClaims(question, asserted);
  const fromInstruction =
    derived.length > 0
      ? derived
      : (await read(asserted.map(unscored)))
          .filter(({ confidence }) => confidence >= leastConfidence)
          .map((claim) => ({ ...claim, level: 'instruction' as const }));
  throwIfAborted(signal);
  const fromMemory = await recall(question, reader, memory, { signal, onUsage });
  const claims: ConflictClaim[] = [...fromInstruction, ...fromPassages, ...fromMemory];
  return { claims: [...claims, ...denials(claims, statements)], statements };
}

async function recall(question: string, reader: Reader, memory: Memory | undefined, options: ReadOptions): Promise<ConflictClaim[]> {
  const claims: Claim[] = reader.closedBook ? await reader.closedBook(question, options) : [];
  const recalled = claims.length > 0 ? claims : ((await memory?.recall(question, { signal: options.signal })) ?? []);
  return recalled.map((claim) => ({ ...claim, level: 'parametric' }));
}

/** "If Ajax had not won, who would have?": Ajax did not. */
function denials(claims: readonly ConflictClaim[], statements: readonly Statement[]): ConflictClaim[] {
  const answers = new Set(claims.filter(({ level }) => level !== 'instruction').map(({ answer }) => answer));
  return statements
    .filter(({ negated }) => negated)
    .flatMap(({ id, text }) =>
      [...answers].flatMap((answer) => {
        const start = findPhrase(text, answer);
        if (start < 0) return [];
        const evidence = [{ passageId: id, start, end: start + answer.length }];
        return [{ answer, level: 'instruction' as const, evidence, confidence: 1, denies: true }];
      }),
    );
}
