const literals: Record<string, unknown> = { true: true, false: false, null: null, True: true, False: false, None: null };
const quotes: Record<string, string> = { '"': '"', "'": "'", '“': '”', '‘': '’', '`': '`' };
const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const deepest = 20;
/** What comes after a quotation mark that ends a string. */
const endOfString = /^\s*(?:[,:;}\]]|$|\n|["'“]\w+["'”]\s*:)/;

/**
 * The first JSON object or array in a text, however badly it is written: in prose or a code fence, with single or typographic quotes, keys
 * without quotes, missing or trailing commas, line breaks in strings, Python's literals, or cut off at its end. Undefined where there is none.
 */
export function tolerantJson(text: string): unknown {
  for (let start = text.search(/[{[]/); start >= 0 && start < text.length; start = nextStart(text, start)) {
    const value = new Reader(text, start).value(0);
    // "[1]" in prose is no reply.
    const isReply = Array.isArray(value) ? value.every((item) => typeof item === 'string' || isRecord(item)) : isRecord(value);
    if (isReply) return value;
  }
  return undefined;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nextStart(text: string, start: number): number {
  const next = text.slice(start + 1).search(/[{[]/);
  return next < 0 ? -1 : start + 1 + next;
}

class Reader {
  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  value(depth: number): unknown {
    this.skip(/[\s,:]/);
    const first = this.text[this.at];
    if (first === undefined || depth > deepest) return undefined;
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first in quotes) return this.string(quotes[first]!);
    return this.word();
  }

  private object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.at++;
    for (;;) {
      this.skip(/[\s,;]/);
      const first = this.text[this.at];
      if (first === undefined) break;
      if (first === '}' || first === ']') {
        this.at++;
        break;
      }
      const before = this.at;
      const key = first in quotes ? this.string(quotes[first]!) : this.key();
      this.skip(/\s/);
      if (this.text[this.at] === ':' || this.text[this.at] === '=') {
        const value = this.value(depth + 1);
        if (value !== undefined) entries.push([key, value]);
      } else if (this.at === before) {
        this.at++;
      }
    }
    return Object.fromEntries(entries);
  }

  private array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.at++;
    for (;;) {
      this.skip(/[\s,;]/);
      const first = this.text[this.at];
      if (first === undefined) break;
      if (first === ']' || first === '}') {
        this.at++;
        break;
      }
      const before = this.at;
      const value = this.value(depth + 1);
      if (value !== undefined) items.push(value);
      if (this.at === before) this.at++;
    }
    return items;
  }

  /** A quote that no comma, bracket, colon or next key follows belongs to the text: `"the "best" one"`. */
  private string(close: string): string {
    let result = '';
    this.at++;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at]!;
      if (character === '\\') {
        result += this.escape();
      } else if (character === close && endOfString.test(this.text.slice(this.at + 1))) {
        this.at++;
        return result;
      } else {
        result += character;
      }
    }
    return result;
  }

  private escape(): string {
    const next = this.text[++this.at] ?? '';
    const code = next === 'u' && /^[0-9a-f]{4}/i.exec(this.text.slice(this.at + 1))?.[0];
    if (!code) return escapes[next] ?? next;
    this.at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  private key(): string {
    return this.take(/[^\s:=,{}[\]]/);
  }

  private word(): unknown {
    const word = this.take(/[^,}\]\n]/).trim();
    if (word in literals) return literals[word];
    return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word || undefined;
  }

  private skip(kind: RegExp): void {
    this.take(kind);
  }

  private take(kind: RegExp): string {
    const start = this.at;
    while (this.at < this.text.length && kind.test(this.text[this.at]!)) this.at++;
    return this.text.slice(start, this.at);
  }
}
