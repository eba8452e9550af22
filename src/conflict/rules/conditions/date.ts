import { type CalendarDate, parseCalendarDate } from '../../equivalence/calendar-date.ts';
import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

const asking = /^(.+) (before|after|since|in|on) (.+)$/;
const stating = /^(.+) (?:in|on) (.+)$/;

/**
 * Dates: "was published after May 2016" from "was published in 2019". A date stands for all days it may mean, so "in 2016" can
 * neither confirm nor deny "after May 2016". Cannot tell where several dates are stated.
 */
export const date: Condition = {
  id: 'date',
  evaluate(statement, facts) {
    const [, said, relation, when] = asking.exec(predicateOf(statement)) ?? [];
    const asked = when && daysOf(parseCalendarDate(when));
    if (!asked) return undefined;
    const known = facts.about(statement.subject).flatMap((fact) => {
      const [, same, day] = fact.negated ? [] : (stating.exec(predicateOf(fact)) ?? []);
      const days = same === said ? daysOf(parseCalendarDate(day!)) : undefined;
      return days ? [{ fact, days, day: day! }] : [];
    });
    const [stated, another] = known;
    const holds = stated && !another ? compare(stated.days, relation!, asked) : undefined;
    if (!stated || holds === undefined) return undefined;
    return { holds, premises: [stated.fact], because: `${stated.day} is ${holds ? '' : 'not '}${relation} ${when}` };
  },
};

/** First and last day as year × 10,000 + month × 100 + day: enough for comparing. */
interface Days {
  first: number;
  last: number;
}

function daysOf(given: CalendarDate | undefined): Days | undefined {
  if (!given?.years) return undefined;
  const [from, to] = given.years;
  const day = (year: number, month: number, dayOfMonth: number) => year * 10_000 + month * 100 + dayOfMonth;
  return { first: day(from, given.month ?? 1, given.day ?? 1), last: day(to, given.month ?? 12, given.day ?? 31) };
}

function compare(stated: Days, relation: string, asked: Days): boolean | undefined {
  const before = stated.last < asked.first;
  const after = stated.first > asked.last;
  const within = stated.first >= asked.first && stated.last <= asked.last;
  switch (relation) {
    case 'before':
      return before ? true : stated.first >= asked.first ? false : undefined;
    case 'after':
      return after ? true : stated.last <= asked.last ? false : undefined;
    case 'since':
      return stated.first >= asked.first ? true : before ? false : undefined;
    default:
      return within ? true : before || after ? false : undefined;
  }
}
