import { levelRank } from './claim.ts';
import type { Contender } from './eliminate.ts';
import { supersession } from './supersession.ts';

/** An applicable claim of a newer document speaks for that document. Returns the cycles found. */
export function defeatSuperseded(contenders: readonly Contender[]): string[] {
  const pairs = contenders.flatMap(({ claim: { document, supersedes } }) =>
    document !== undefined && supersedes !== undefined ? [[document, supersedes] as const] : [],
  );
  if (pairs.length === 0) return [];
  const { replacedBy, cycles } = supersession(pairs);
  const speakers = new Map<string, Contender>();
  for (const contender of contenders) {
    const { document } = contender.claim;
    if (document !== undefined && !speakers.has(document)) speakers.set(document, contender);
  }
  for (const contender of contenders) {
    const newer = contender.claim.document === undefined ? undefined : replacedBy.get(contender.claim.document);
    if (newer !== undefined) contender.defeat = { rule: 'superseded', by: speakers.get(newer)! };
  }
  return cycles.map((path) => `Documents that supersede each other in a circle supersede nothing: ${path.join(' > ')}.`);
}

/** A denial defeats claims of lower levels. */
export function defeatDenied(contenders: readonly Contender[]): void {
  const denials = new Map<number, Contender>();
  for (const contender of contenders) if (contender.claim.denies && !denials.has(contender.group)) denials.set(contender.group, contender);
  for (const contender of contenders) {
    const by = denials.get(contender.group);
    if (by && !contender.claim.denies && levelRank[contender.claim.level] < levelRank[by.claim.level]) {
      contender.defeat ??= { rule: 'denied', by };
    }
  }
}
