import { type CalendarDate, parseCalendarDate } from '../../equivalence/calendar-date.ts';
import type { Condition } from '../condition.ts';
import { yearsOfEvent } from '../knowledge/events.ts';
import { predicateOf } from './predicate.ts';

const asking = /^(?<said>.+?) (?<relation>before|after|since|in|on|during|prior to|later than|earlier than) (?<when>.+)$/;
const stating = /^(?<said>.+) (?:in|on|from|of|dated|since) (?:year )?(?<day>.+)$/;
/** "a movie that was released": says no more than "a movie", before a date. */
const making =
  / (?:(?:that|which) (?:was|were|is|came|got) )?(?:(?:first |originally )?(?:released|published|made|produced|filmed|shot|written|printed|created|built|issued|launched|recorded|composed|manufactured|out|from))$/;
const relations: Record<string, string> = { 'prior to': 'before', 'earlier than': 'before', 'later than': 'after' };

/**
 * Dates: "was published after May 2016" from "was published in 2019", "has a book that was written before the Berlin Wall fell" from
 * "has a book from 1961". A date stands for all days it may mean, so "in 2016" can neither confirm nor deny "after May 2016". Cannot
 * tell where several dates are stated.
 */
export const date: Condition = {
  id: 'date',
  evaluate(statement, facts) {
    const { said, relation: word, when } = asking.exec(predicateOf(statement))?.groups ?? {};
    if (said === undefined || word === undefined || when === undefined) return undefined;
    const relation = relations[word] ?? word;
    const day = daysOf(parseCalendarDate(when));
    const event = day ? undefined : yearsOfEvent(when);
    const asked = day ?? (event && daysOf({ years: event }));
    if (!asked) return undefined;
    const known = facts.about(statement.subject).flatMap((fact) => {
      const parts = (fact.negated ? null : stating.exec(predicateOf(fact)))?.groups;
      const days = parts && core(parts.said!) === core(said) ? daysOf(parseCalendarDate(parts.day!)) : undefined;
      return days ? [{ fact, days, day: parts!.day! }] : [];
    });
    const [stated, another] = known;
    const holds =
      !stated || another ? undefined : event ? compareWithEvent(stated.days, relation, asked) : compare(stated.days, relation, asked);
    if (!stated || holds === undefined) return undefined;
    return { holds, premises: [stated.fact], because: `${stated.day} is ${holds ? '' : 'not '}${relation} ${when}` };
  },
};

function core(said: string): string {
  const shorter = said.replace(making, '');
  return shorter.includes(' ') ? shorter : said;
}

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

/** Some day of the year, which one is not known. */
function compareWithEvent(stated: Days, relation: string, event: Days): boolean | undefined {
  const before = stated.last < event.first;
  const after = stated.first > event.last;
  if (!before && !after) return undefined;
  return relation === 'before' ? before : relation === 'after' || relation === 'since' ? after : undefined;
}
