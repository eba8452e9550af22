/**
 * The passages that a reply to a list names, best first, as indices from 0; null for a reply that cannot be read. The reply is JSON with an array
 * `passages`, wherever in the text; or its last line of numbers. Passages are numbered from 1: a number outside 1 … `count` makes the reply
 * unreadable, as it may be numbered otherwise. Repetitions count once.
 */
export function readList(text: string, count: number): number[] | null {
  const numbers = fromJson(text) ?? fromLine(text);
  if (numbers === null || numbers.some((number) => !Number.isInteger(number) || number < 1 || number > count)) return null;
  return [...new Set(numbers)].map((number) => number - 1);
}

function fromJson(text: string): number[] | null {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end < start) return null;
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start, end + 1));
  } catch {
    return null;
  }
  const { passages } = (value ?? {}) as { passages?: unknown };
  return Array.isArray(passages) ? passages.map(numberOf) : null;
}

/** 2, "2" and "[2]"; NaN for others. */
function numberOf(item: unknown): number {
  if (typeof item === 'number') return item;
  const digits = typeof item === 'string' ? /^\s*\[?(\d+)\]?\s*$/.exec(item) : null;
  return digits ? Number(digits[1]) : Number.NaN;
}

/** Numbers in brackets, `[2] > [1]`, or any after a label, `Helpful: 2, 1`, "none" among them; not the answer, which may be a number itself. */
const listLine = /^(?:(?!\s*answer)[^:\d]+:\s*(?<labelled>[\s[\]\d>,.]*\d[\s[\]\d>,.]*|none\.?)|(?<bracketed>\s*\[\d+\][\s[\]\d>,.]*))$/i;

/** The last such line: the answer comes first. */
function fromLine(text: string): number[] | null {
  const found = text
    .split('\n')
    .map((line) => listLine.exec(line.trim()))
    .findLast((match) => match !== null);
  if (!found) return null;
  const { labelled, bracketed } = found.groups!;
  return ((labelled ?? bracketed)!.match(/\d+/g) ?? []).map(Number);
}
