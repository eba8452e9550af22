const ruleName = /\b(?:Rule|R)\s?#?\d+\b/g;
const speaksOfOrder =
  /\b(?:prefer\w*|preced\w*|priorit\w*|overrid\w*|overrul\w*|outrank\w*|trump\w*|beats?|beaten|defeat\w*|dominat\w*|supersed\w*|stronger|weaker|higher|lower|superior|inferior|outweigh\w*|wins?|loses?|yields?|defers?|way|before|above|below|over|favor\w*|important|rank\w*|prevail\w*|weight|authority|first|stands?|subordinate\w*|secondary|counts?|trust\w*|reliable|chosen?|choose|>)(?!\w)/i;
/** The first named gives way. */
const inverse =
  /\b(?:less|lower|weaker|inferior|below|under|subordinate\w*|secondary|yields?|defers?|gives? way|loses?|(?:overridden|overruled|beaten|defeated|dominated|superseded|outranked|outweighed|trumped|preceded) by|after)\b/i;

/** Names of the rules a text speaks of, "Rule 2" as "Rule2". */
export function rulesNamed(text: string): string[] {
  return Array.from(text.matchAll(ruleName), ([name]) => name.replace(/[\s#]/g, ''));
}

/**
 * Reads which rule a sentence prefers: "Rule2 is preferred over Rule1", "we prefer Rule2 to Rule1", "Rule1 yields to Rule2", "of Rule1
 * and Rule2, Rule2 prevails". Null for a sentence that ranks no rules.
 */
export function readPreference(sentence: string): [preferred: string, other: string][] | null {
  const named = rulesNamed(sentence);
  const all = [...new Set(named)];
  if (all.length < 2 || !speaksOfOrder.test(sentence)) return null;
  const turned = inverse.test(sentence);
  const last = named.at(-1)!;
  // Named again by itself after both were: "between Rule1 and Rule2, Rule2 wins".
  if (named.length === all.length + 1 && all.length === 2 && named.indexOf(last) < named.length - 1) {
    const other = all.find((name) => name !== last)!;
    return [turned ? [other, last] : [last, other]];
  }
  const cut = boundary(sentence);
  const before = [...new Set(rulesNamed(sentence.slice(0, cut)))];
  const after = [...new Set(rulesNamed(sentence.slice(cut)))].filter((name) => !before.includes(name));
  if (before.length === 0 || after.length === 0) return null;
  return before.flatMap((first) => after.map((second): [string, string] => (turned ? [second, first] : [first, second])));
}

/** Where the second side of a comparison begins: after the last word between two names that is more than a list's. */
function boundary(sentence: string): number {
  const matches = [...sentence.matchAll(ruleName)];
  for (let index = 1; index < matches.length; index++) {
    const from = matches[index - 1]!.index + matches[index - 1]![0].length;
    const between = sentence.slice(from, matches[index]!.index);
    if (!/^\s*(?:,|and|or|&|,\s*and|as well as|both)\s*$/i.test(between)) return matches[index]!.index;
  }
  return sentence.length;
}
