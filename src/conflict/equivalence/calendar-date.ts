/** A date as far as it is given. Years before Christ are negative; a decade or century stands as its first and last year. */
export interface CalendarDate {
  /** First and last year, inclusive; absent in "31 May". */
  years?: readonly [first: number, last: number] | undefined;
  month?: number | undefined;
  day?: number | undefined;
}

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const monthPattern = `(${months.map((name) => (name === 'may' ? 'may' : `${name.slice(0, 3)}(?:${name.slice(3)})?`)).join('|')}|sept)\\.?`;
const weekday = '(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\\s+)?';
const lead = '(?:(?:on|in|since|by|circa|ca?\\.?|about|around|the|year)[\\s-]+)*';
const era = '(?:\\s*(bce?|ad|ce|b\\.c\\.(?:e\\.)?|a\\.d\\.))?';
const dayPattern = '(\\d{1,2})(?:st|nd|rd|th)?';
const yearPattern = `(\\d{3,4})${era}`;
const whole = (pattern: string) => new RegExp(`^${lead}${pattern}[.]?$`);

const iso = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:t[\d:.,]+(?:z|[+-][\d:]+)?)?$/;
const dayMonthYear = whole(`${weekday}(?:the\\s+)?${dayPattern}\\s+(?:of\\s+)?${monthPattern}(?:,?\\s+${yearPattern})?`);
const monthDayYear = whole(`${weekday}${monthPattern}\\s+${dayPattern}(?:,?\\s+${yearPattern})?`);
const monthYear = whole(`${monthPattern},?\\s+(?:of\\s+)?${yearPattern}`);
const year = whole(`(?:ad\\s+)?${yearPattern}`);
const third = '(?:(early|mid|late)[\\s-]+)?(?:the\\s+)?';
const decade = whole(`${third}(\\d{3}0)['’]?s`);
const century = whole(`${third}(\\d{1,2})(?:st|nd|rd|th)[\\s-]+century${era}`);

/**
 * Reads an English or ISO date that is the whole text; undefined for anything else, also for days that do not exist.
 *
 * @example
 * parseCalendarDate('May 31st, 2016'); // { years: [2016, 2016], month: 5, day: 31 }
 */
export function parseCalendarDate(text: string): CalendarDate | undefined {
  const lower = text.trim().toLowerCase();
  if (!/\d/.test(lower) || lower.length > 60) return undefined;
  const ofYear = (digits: string | undefined, mark?: string): CalendarDate['years'] => {
    if (digits === undefined) return undefined;
    const value = /^b/.test(mark ?? '') ? -Number(digits) : Number(digits);
    return [value, value];
  };
  let match = iso.exec(lower);
  if (match)
    return checked({ years: ofYear(match[1]), month: Number(match[2]), day: match[3] === undefined ? undefined : Number(match[3]) });
  match = dayMonthYear.exec(lower);
  if (match) return checked({ years: ofYear(match[3], match[4]), month: monthNumber(match[2]!), day: Number(match[1]) });
  match = monthDayYear.exec(lower);
  if (match) return checked({ years: ofYear(match[3], match[4]), month: monthNumber(match[1]!), day: Number(match[2]) });
  match = monthYear.exec(lower);
  if (match) return { years: ofYear(match[2], match[3]), month: monthNumber(match[1]!) };
  match = year.exec(lower);
  if (match) return { years: ofYear(match[1], match[2]) };
  match = decade.exec(lower);
  if (match) return { years: partOf([Number(match[2]), Number(match[2]) + 9], match[1]) };
  match = century.exec(lower);
  if (match) {
    const last = Number(match[2]) * 100;
    return { years: partOf(/^b/.test(match[3] ?? '') ? [-last, -last + 99] : [last - 99, last], match[1]) };
  }
  return undefined;
}

/** Whether two dates can be the same one given at different grain: 2016 ⊇ May 2016 ⊇ 31 May 2016 ⊆ 31 May. */
export function sameDate(a: CalendarDate, b: CalendarDate): boolean {
  if (a.years && b.years) {
    const within = (inner: readonly [number, number], outer: readonly [number, number]) => inner[0] >= outer[0] && inner[1] <= outer[1];
    if (!within(a.years, b.years) && !within(b.years, a.years)) return false;
  } else if (a.day === undefined || b.day === undefined) {
    // "May 2016" against "31 May": not enough in common.
    return false;
  }
  const agree = (x: number | undefined, y: number | undefined) => x === undefined || y === undefined || x === y;
  return agree(a.month, b.month) && agree(a.day, b.day);
}

/** How finely a date is given, for choosing the most telling of equal answers. */
export function dateGrain({ years, month, day }: CalendarDate): number {
  const yearGrain = years === undefined ? 0 : years[0] === years[1] ? 2 : 1;
  return yearGrain + (month === undefined ? 0 : 1) + (day === undefined ? 0 : 1);
}

function partOf([first, last]: readonly [number, number], part: string | undefined): readonly [number, number] {
  const length = Math.round((last - first + 1) / 3);
  if (part === 'early') return [first, first + length - 1];
  if (part === 'late') return [last - length + 1, last];
  return part === 'mid' ? [first + length, last - length] : [first, last];
}

function monthNumber(name: string): number {
  return months.findIndex((month) => month.startsWith(name.slice(0, 3))) + 1;
}

function checked(date: CalendarDate): CalendarDate | undefined {
  const { years, month = 1, day = 1 } = date;
  // 2000 stands for a year not given: a leap year.
  const real = new Date(0);
  real.setUTCFullYear(years?.[0] ?? 2000, month - 1, day);
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day && day > 0 && month > 0 ? date : undefined;
}
