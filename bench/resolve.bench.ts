import type { ConflictClaim } from '../src/conflict/claim.ts';
import { parsePolicy } from '../src/conflict/policy.ts';
import { resolve } from '../src/conflict/resolve.ts';
import { type Bench, type Measurement, median } from './bench.ts';

/** Milliseconds to decide between so many claims of dated, named sources; every answer is stated by four of them. */
export const bench: Bench = { name: 'resolve', unit: 'ms for 100 claims', run };

const policy = parsePolicy({ preset: 'official-sources', sources: ['source 1 > source 2 > source 3'], recency: 'always' });

async function run(): Promise<Measurement> {
  const figures = Object.fromEntries(
    [100, 1000, 10_000].map((size) => [
      size,
      { 'four an answer': time(claimsOf(size, size / 4)), 'all distinct': time(claimsOf(size, size)) },
    ]),
  );
  return { ours: figures[100]!['four an answer'].clock, rivals: {}, detail: { milliseconds: figures } };
}

/** Milliseconds on the clock (median) and of processor time (mean), which other work on the machine disturbs less. */
function time(claims: ConflictClaim[]): { clock: number; processor: number } {
  const rounds = Math.max(10, Math.ceil(60_000 / claims.length));
  const decide = () => {
    if (resolve(claims, policy, { question: 'Who is it?' }).groups.length === 0) throw new Error('The decision has no answer.');
  };
  for (let round = 0; round < rounds; round++) decide();
  const times = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    decide();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return { clock: median(times), processor: (user + system) / 1000 / rounds };
}

function claimsOf(size: number, distinct: number): ConflictClaim[] {
  const syllables = ['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'se', 'ti', 'vo', 'zu'];
  const name = (n: number) => [...String(n % distinct).padStart(5, '0')].map((digit) => syllables[Number(digit)]).join('');
  return Array.from({ length: size }, (_, i) => ({
    answer: i % 3 === 0 ? `${1000 + (i % distinct)} km` : `${name(i)[0]!.toUpperCase()}${name(i).slice(1, 6)} Ander${name(i).slice(6)}`,
    level: 'context' as const,
    confidence: 0.3 + (i % 7) / 10,
    evidence: [{ passageId: `p${i}`, start: 0, end: 9 }],
    document: `d${i}`,
    source: `source ${i % 50}`,
    date: `20${String(i % 24).padStart(2, '0')}-05-01`,
    authority: (i % 3) / 20,
  }));
}
