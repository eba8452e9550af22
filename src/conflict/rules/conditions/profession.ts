import type { Condition } from '../condition.ts';
import { professions } from '../knowledge/professions.ts';
import { predicateOf } from './predicate.ts';

const asking =
  /^(?:work|be (?:working|employed|active)|have (?:job|career|position)) in (?:field of |area of |domain of )?(.+?)(?: (?:field|industry|sector|area|domain|business|profession|department))?$/;
const stating = /^(?:be|work as|be employed as|have job as|earn her living as) (.+)$/;
const all = [...new Set([...professions.values()].flat())];

/** Fields of work: "works in healthcare" from "is a nurse". A profession is known by its last words. */
export const profession: Condition = {
  id: 'profession',
  evaluate(statement, facts) {
    const field = asking.exec(predicateOf(statement))?.[1];
    const jobs =
      field === undefined ? undefined : (professions.get(field) ?? professions.get(field.replace(/ (?:field|industry|sector)$/, '')));
    if (!jobs) return undefined;
    for (const fact of facts.about(statement.subject)) {
      const stated = fact.negated ? undefined : stating.exec(predicateOf(fact))?.[1];
      if (stated === undefined) continue;
      const is = (job: string) => stated === job || stated.endsWith(` ${job}`);
      const job = longest(jobs.filter(is));
      const known = longest(all.filter(is));
      if (known === undefined) continue;
      // "fashion designer" is no designer of another field.
      const holds = job !== undefined && job.length === known.length;
      return { holds, premises: [fact], because: `${known}: ${holds ? '' : 'not '}${field}` };
    }
    return undefined;
  },
};

function longest(names: readonly string[]): string | undefined {
  return [...names].sort((a, b) => b.length - a.length)[0];
}
