/** Least and greatest value that something may have. */
export type Range = readonly [least: number, most: number];

/** Wordings of comparisons, each with the one that stands for it. */
const wordings: Record<string, 'more' | 'fewer' | 'least' | 'most' | 'exactly'> = {
  'more than': 'more',
  over: 'more',
  above: 'more',
  'greater than': 'more',
  'higher than': 'more',
  'fewer than': 'fewer',
  'less than': 'fewer',
  under: 'fewer',
  below: 'fewer',
  'lower than': 'fewer',
  'at least': 'least',
  'no fewer than': 'least',
  'no less than': 'least',
  'not less than': 'least',
  'at most': 'most',
  'no more than': 'most',
  'not more than': 'most',
  'up to': 'most',
  exactly: 'exactly',
  precisely: 'exactly',
};

/** Matches a comparison as the group `comparison`. */
export const comparisonPattern = `(?<comparison>${Object.keys(wordings).join('|')})`;

/** Whether one value compares with another; undefined where what is known of them leaves it open. */
export function compareRanges(known: Range, comparison: string, asked: Range): boolean | undefined {
  const exact = known[0] === asked[0] && known[1] === asked[1];
  const above = known[0] > asked[1];
  const below = known[1] < asked[0];
  if (!exact && !above && !below) return undefined;
  switch (wordings[comparison]) {
    case 'more':
      return above;
    case 'fewer':
      return below;
    case 'least':
      return !below;
    case 'most':
      return !above;
    case 'exactly':
      return exact;
    case undefined:
      return undefined;
  }
}
