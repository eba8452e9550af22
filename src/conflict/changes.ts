import type { AnswerGroup, Change, DefeatRule } from './decision.ts';
import type { Contender } from './eliminate.ts';
import { voteWeight } from './evidence.ts';
import type { Policy } from './policy.ts';

interface Weighed {
  group: AnswerGroup;
  contenders: readonly Contender[];
  score: number;
}

/** Answers named at most; past that the list explains nothing. */
const limit = 5;

/** What would make another answer win: a turn of the dial, a preference less, more voices. */
export function describeChanges(
  standing: readonly Weighed[],
  all: readonly Weighed[],
  winners: readonly Weighed[],
  policy: Policy,
): Change[] {
  const [best] = winners;
  if (best === undefined) return [];
  const isWinner = new Set(winners);
  const losers = standing.filter((candidate) => !isWinner.has(candidate));
  const changes: Change[] = [];
  const turn = dialTurn(best, losers);
  if (turn) changes.push(turn);
  for (const { group, contenders } of all) {
    if (changes.length >= limit) break;
    if (contenders.some(({ defeat }) => defeat === undefined)) continue;
    // The claim that came furthest shows which rule stood between the answer and its being weighed.
    const rule = contenders.at(0)?.defeat?.rule;
    if (rule !== undefined && !weighing.has(rule)) changes.push({ kind: 'preference', answer: group.answer, criterion: rule });
  }
  const vote = voteWeight(policy.ceiling, policy);
  for (const { group, score } of losers.slice(0, limit - changes.length)) {
    const voices = Math.floor((best.score - score) / vote) + 1;
    if (best.group.evidence.voices > 0) changes.push({ kind: 'support', answer: group.answer, at: Math.max(1, voices) });
  }
  return changes;
}

const weighing: ReadonlySet<DefeatRule> = new Set(['support', 'dial', 'guard']);

/** Where context and memory change places: at the setting whose log-odds are memory's lead. None where passages say as much for memory's answer. */
function dialTurn(best: Weighed, losers: readonly Weighed[]): Change | undefined {
  const memoryWins = best.group.evidence.memory > 0;
  const other = losers.find(({ group: { evidence } }) => (memoryWins ? evidence.voices > 0 && evidence.memory === 0 : evidence.memory > 0));
  if (other === undefined) return undefined;
  const [context, memory] = memoryWins ? [other, best] : [best, other];
  const lead = memory.group.evidence.memory + memory.group.evidence.context - context.group.evidence.context;
  if (memory.group.evidence.voices > 0 && lead >= memory.group.evidence.memory) return undefined;
  return { kind: 'dial', answer: other.group.answer, at: 1 / (1 + Math.exp(-lead / 2)) };
}
