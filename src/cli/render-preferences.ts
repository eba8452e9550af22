import { categories } from '../rerank/preference/category.ts';
import type { FlipRate } from '../rerank/preference/flip-rate.ts';
import type { DegreeHistogram, PreferenceSummary, Share } from '../rerank/preference/summary.ts';
import { formatTable } from './output.ts';
import { oneLine } from './snippet.ts';

/** A summary of preference records for people. */
export function renderPreferences({
  records,
  questions,
  signals,
  readers,
  ranks,
  degrees,
  contradictory,
  flips,
  usage,
  examples,
}: PreferenceSummary): string {
  const parts = [
    [
      `${records} records of ${questions} questions: ${listed(signals)}`,
      ...(Object.keys(readers).length > 0 ? [`by ${listed(readers)}`] : []),
    ].join('\n'),
  ];
  if (ranks.length > 0) {
    const right = (header: string) => ({ header, align: 'right' as const });
    const rows = ranks.map(({ rank, records: count, categories: shares, right: correct }) => [
      String(rank),
      String(count),
      ...categories.map((category) => percent(shares[category])),
      percent(correct),
    ]);
    parts.push(
      formatTable([right('rank'), right('records'), ...categories.map((name) => right(`${name}, %`)), right('right with it, %')], rows),
    );
  }
  for (const degree of degrees) parts.push(renderDegrees(degree));
  const rates = [
    ['answer right or wrong', flips.answer],
    ['aligned or not', flips.aligned],
    ['aligned against unaligned', flips.alignedOrUnaligned],
  ] as const;
  const known = rates.flatMap(([name, rate]) => (rate ? [`${name}: ${renderRate(rate)}`] : []));
  if (known.length > 0) parts.push(['flip rate ε of one probe, from repeated ones', ...known.map((line) => `  ${line}`)].join('\n'));
  if (usage) parts.push(renderUsage(usage));
  if (contradictory > 0) parts.push(`${contradictory} passages are called both helpful and harmful; both sides are kept`);
  const shown = categories.flatMap((category) => {
    const record = examples[category];
    if (!record) return [];
    const [{ before, after }] = record.outcomes as [(typeof record.outcomes)[0]];
    const answer = (text: string) => (text === '' ? '(none)' : `"${oneLine(text)}"`);
    return [
      `  ${category}: ${oneLine(record.question.text)} · ${answer(before.answer)} → ${answer(after.answer)}, right: ${record.question.answers.join(' | ')}`,
    ];
  });
  if (shown.length > 0) parts.push(['examples', ...shown].join('\n'));
  return parts.join('\n\n');
}

const listed = (counts: Partial<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const percent = ({ share, interval }: Share): string =>
  `${(100 * share).toFixed(1)} [${(100 * interval.lower).toFixed(1)}, ${(100 * interval.upper).toFixed(1)}]`;

function renderDegrees({ unit, bins }: DegreeHistogram): string {
  const most = bins.reduce((max, { count }) => Math.max(max, count), 1);
  const rows = bins.map(({ from, to, count }) => [
    `${from.toFixed(2)} … ${to.toFixed(2)}`,
    String(count),
    '█'.repeat(Math.ceil((20 * count) / most)),
  ]);
  return formatTable([{ header: `degree, ${unit}`, align: 'right' }, { header: 'records', align: 'right' }, { header: '' }], rows);
}

function renderUsage({ requests, cached, tokens, fallbacks }: NonNullable<PreferenceSummary['usage']>): string {
  const number = (value: number) => value.toLocaleString('en-US');
  const cost = `cost: ${number(requests)} requests to the language model, ${number(cached)} of them answered by the cache; tokens: ${number(tokens.prompt)} of prompts, ${number(tokens.completion)} of replies`;
  return fallbacks.length > 0 ? `${cost}\ndone without: ${fallbacks.join(', ')}` : cost;
}

const renderRate = ({ rate, interval, records, disagreement }: FlipRate): string =>
  `${rate.toFixed(3)} [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}] (${records} records, ${(100 * disagreement).toFixed(1)} % of pairs disagree)`;
