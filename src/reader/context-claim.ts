import type { Passage } from '../passage.ts';
import type { Claim } from './reader.ts';

/** A claim that rests on a stretch of one passage's text, with the source, date and authority of the passage. */
export function contextClaim(
  passage: Passage,
  { answer, start, end, confidence }: { answer: string; start: number; end: number; confidence: number },
): Claim {
  const { source, publishedAt, authority } = passage.metadata;
  return {
    answer,
    level: 'context',
    evidence: [{ passageId: passage.id, start, end }],
    confidence,
    source: typeof source === 'string' ? source : undefined,
    date: typeof publishedAt === 'string' ? publishedAt : undefined,
    authority: typeof authority === 'number' ? authority : undefined,
  };
}
