const now =
  /\b(?:current(?:ly)?|latest|newest|most recent(?:ly)?|recent(?:ly)?|now|nowadays|today|at present|presently|this (?:year|month|week|season)|still|so far|to date|up to date|as of|in force|valid)\b/i;
const incumbent =
  /\b(?:who|what|which)\b.*\b(?:is|are|'s)\b.*\b(?:president|prime minister|chancellor|king|queen|ceo|head|leader|governor|mayor|coach|captain|manager|champion|record|price|population|version|rate|minister|secretary|owner)\b/i;

/**
 * Whether the answer to a question changes with time, by its wording: it says so ("latest", "current", "as of"), or asks in the present tense for
 * the holder of an office, a record or a figure.
 */
export function isTimeSensitive(question: string): boolean {
  return now.test(question) || incumbent.test(question);
}
