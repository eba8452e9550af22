import { type AnswerForm, answerForm } from './answer-form.ts';
import { dateGrain } from './calendar-date.ts';
import { blockingKeys, type EquivalenceOptions, sameAnswer } from './equivalent.ts';

export interface GroupOptions extends EquivalenceOptions {
  /** How much each answer counts, for which of several possible groups come first; default: 1. */
  weights?: readonly number[] | undefined;
  /** Other names of each answer. */
  aliases?: readonly (readonly string[] | undefined)[] | undefined;
}

/**
 * Groups equal answers: gives every answer the number of its group, 0 first. In a group every answer is equivalent to every other (complete
 * linkage), as equivalence is not transitive; weightier answers are placed first. The partition does not depend on the order of the
 * answers. Without `similar` only answers that share a blocking key are compared, so n distinct answers take about n steps.
 */
export function groupAnswers(answers: readonly string[], { weights, aliases, ...options }: GroupOptions = {}): number[] {
  const entries = new Map<string, { forms: AnswerForm[]; weight: number }>();
  const identities = answers.map((answer, i) => [answer, ...(aliases?.[i] ?? []).toSorted()].join('\n'));
  answers.forEach((answer, i) => {
    const entry = entries.get(identities[i]!);
    if (entry) entry.weight += weights?.[i] ?? 1;
    else entries.set(identities[i]!, { forms: [answer, ...(aliases?.[i] ?? [])].map(answerForm), weight: weights?.[i] ?? 1 });
  });
  const ordered = [...entries]
    .map(([identity, entry]) => ({ identity, ...entry }))
    .sort((a, b) => b.weight - a.weight || (a.identity < b.identity ? -1 : 1));
  const groups: AnswerForm[][][] = [];
  const blocks = new Map<string, number[]>();
  const groupOf = new Map<string, number>();
  for (const { identity, forms } of ordered) {
    const keys = forms.map((form) => blockingKeys(form, options.person));
    const found = new Set<number>();
    for (const { finds } of keys) for (const key of finds) for (const candidate of blocks.get(key) ?? []) found.add(candidate);
    const candidates = options.similar ? groups.keys() : [...found].sort((a, b) => a - b);
    let group = -1;
    for (const candidate of candidates) {
      if (groups[candidate]!.every((member) => anyEqual(member, forms, options))) {
        group = candidate;
        break;
      }
    }
    if (group < 0) group = groups.push([]) - 1;
    groups[group]!.push(forms);
    groupOf.set(identity, group);
    for (const { foundBy } of keys) {
      for (const key of foundBy) {
        const block = blocks.get(key);
        if (!block) blocks.set(key, [group]);
        else if (block.at(-1) !== group) block.push(group);
      }
    }
  }
  return identities.map((identity) => groupOf.get(identity)!);
}

/** The most telling of equal answers: finest date, else the most frequent, else the longest, else the first in the alphabet. */
export function representative(answers: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  if (counts.size === 1) return answers[0]!;
  const grains = new Map([...counts.keys()].map((answer) => [answer, grain(answer)]));
  return [...counts.keys()].sort(
    (a, b) => grains.get(b)! - grains.get(a)! || counts.get(b)! - counts.get(a)! || b.length - a.length || (a < b ? -1 : 1),
  )[0]!;
}

function grain(answer: string): number {
  const { date } = answerForm(answer);
  return date ? dateGrain(date) : 0;
}

function anyEqual(a: readonly AnswerForm[], b: readonly AnswerForm[], options: EquivalenceOptions): boolean {
  return a.some((x) => b.some((y) => sameAnswer(x, y, options)));
}
