/** A condition that a question is asked under; the user's word, so it outranks passages and memory. */
export interface Assumption {
  text: string;
  /** It says that something is *not* so: what it names is ruled out, not asserted. */
  negated: boolean;
}

const opener =
  /^\s*(?:(?:what\s+)?if|assume|assuming|suppose|supposing|imagine|imagining|given|granted|provided|pretend|let['’]s\s+(?:say|assume|suppose))(?:\s+that)?[\s,:]+/i;
/** "Had Napoleon won, …": only before a clause that asks. */
const inverted = /^\s*(had|were|should)\s+/i;
/** Where the question itself begins. */
const asks =
  /^(?:then\s+|and\s+|in\s+that\s+case,?\s+)?(?:(?:in|on|at|by|for|from|of|to|with)\s+)?(?:who|whom|whose|what|which|when|where|why|how|would|could|should|might|will|can|do|does|did|is|are|was|were|has|have|had)\b/i;
const trailing = /[\s,]+(?:if|assuming|supposing|provided|given)(?:\s+that)?\s+(?=\S+\s+\S)/gi;
/** "I wonder if …" asks and assumes nothing. */
const indirect = /\b(?:know|wonder|ask|asked|see|tell|say|said|sure|check|unclear|matter|even|as|only)$/i;
const negation = /\b(?:not|never|no|without|nobody|none|neither|fail(?:ed|s)? to|instead of|rather than)\b|n['’]t\b/i;
/** Verbs that say of their subject that it is out of the question, unless they name who took its place. */
const ruledOut =
  /\b(?:los(?:t|es?|ing)(?! to\b)|(?:be|been|being|were|was|got) (?:defeated|beaten|eliminated|disqualified|excluded|withdrawn)(?! by\b)|declined|refused|withdrew|resigned|dropped out|absent|unavailable)\b/i;

/**
 * The assumptions in a question's own words: "if …", "assume …", "suppose …", "given that …" and "had …", before or after what is asked.
 *
 * @example
 * readAssumptions("If Noble Yeats hadn't won, which horse would have?"); // [{ text: "Noble Yeats hadn't won", negated: true }]
 */
export function readAssumptions(question: string): Assumption[] {
  const clauses = leading(question) ?? following(question);
  return clauses
    .map((text) => text.trim().replace(/[.,;]$/, ''))
    .flatMap((text) => (text === '' ? [] : [{ text, negated: isNegated(text) }]));
}

/** Whether a statement denies something. */
export function isNegated(text: string): boolean {
  return negation.test(text) || ruledOut.test(text);
}

function leading(question: string): string[] | undefined {
  const open = opener.exec(question);
  const turned = open ? null : inverted.exec(question);
  if (!open && !turned) return undefined;
  const rest = question.slice((open ?? turned)![0].length);
  const end = whereAsked(rest);
  if (end === undefined) return undefined;
  const clause = rest.slice(0, end);
  if (open) return [clause];
  // "Had Napoleon won": the subject's length is unknown, so the auxiliary stays in front.
  return [`${turned![1]!.toLowerCase()} ${clause}`];
}

/** The first comma, colon or sentence end that a question follows, else the last comma. */
function whereAsked(text: string): number | undefined {
  for (const boundary of text.matchAll(/[,;:.!]\s+/g)) {
    if (asks.test(text.slice(boundary.index + boundary[0].length))) return boundary.index;
  }
  return undefined;
}

function following(question: string): string[] {
  for (const match of question.matchAll(trailing)) {
    const before = question.slice(0, match.index);
    if (!asks.test(before) || indirect.test(before)) continue;
    return [question.slice(match.index + match[0].length).replace(/\?\s*$/, '')];
  }
  return [];
}
