import type { Answer } from '../answer.ts';
import type { ScoredPassage } from '../passage.ts';
import type { IngestReport } from '../retrieval/ingest/run.ts';
import type { StoreInfo } from '../retrieval/store/store.ts';
import type { Colors } from './colors.ts';
import { formatTable } from './output.ts';
import { oneLine, snippet } from './snippet.ts';

/** The passages found, numbered, each with title, id, scores and its beginning. */
export function renderPassages(passages: readonly ScoredPassage[], colors: Colors): string {
  if (passages.length === 0) return 'Nothing found.';
  const blocks = passages.map((scored, index) => {
    const { passage } = scored;
    const head = passage.title
      ? `${colors.bold(oneLine(passage.title))}  ${colors.dim(oneLine(passage.id))}`
      : colors.bold(oneLine(passage.id));
    return `${index + 1}. ${head}  ${colors.dim(renderScores(scored))}\n   ${snippet(passage.text)}`;
  });
  return blocks.join('\n\n');
}

/**
 * The answer with the numbers of its citations, then the citations: title, document, the passage around the quote, scores; with `explain`
 * also how it was decided.
 */
export function renderAnswer(answer: Answer, colors: Colors, { explain = false }: { explain?: boolean | undefined } = {}): string {
  const { explanation } = answer.decision;
  return [answer.abstained ? 'No answer found.' : renderCited(answer, colors), ...(explain ? [explanation] : [])].join('\n\n');
}

function renderCited({ text, citations, sentences, passages }: Answer, colors: Colors): string {
  const whole = { start: 0, end: text.length, citations: citations.map(({ number }) => number) };
  const said = (sentences ?? [whole]).map((sentence) => {
    const numbers = sentence.citations.map((number) => `[${number}]`).join('');
    return `${text
      .slice(sentence.start, sentence.end)
      .replace(/\p{Cc}+/gu, ' ')
      .trim()} ${numbers}`.trim();
  });
  const byId = new Map(passages.map((scored) => [scored.passage.id, scored]));
  const blocks = citations.map(({ number, passageId, documentId, title, uri, source, start, end, quote }) => {
    const scored = byId.get(passageId);
    const from = [...new Set([uri ?? documentId, source])].filter((part) => part !== undefined).map(oneLine);
    const head = [...(title ? [colors.bold(oneLine(title))] : []), ...from].join(' · ');
    const place = scored
      ? `\n    ${snippet(scored.passage.text, { start, end })}\n    ${colors.dim(renderScores(scored))}`
      : `\n    ${oneLine(quote)}`;
    return `[${number}] ${head}${place}`;
  });
  return [said.join(' '), ...blocks].join('\n\n');
}

/** `fused 0.912 · bm25 14.2 (1.) · dense 0.654 (3.)`: each stage's score and rank. */
function renderScores({ scores, ranks }: ScoredPassage): string {
  const stages = ['useful', 'logit', 'fused', 'bm25', 'dense'] as const;
  return stages
    .filter((stage) => scores[stage] !== undefined)
    .map((stage) => `${stage} ${scores[stage]!.toPrecision(3)}${ranks[stage] === undefined ? '' : ` (${ranks[stage]}.)`}`)
    .join(' · ');
}

export function renderIngest({ documents, passages, invalid, seconds }: IngestReport, location: string): string {
  const counts = (values: Record<string, number>): string =>
    Object.entries(values)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count.toLocaleString('en-US')} ${name}`)
      .join(', ') || 'none';
  return [
    `documents  ${counts({ ...documents, invalid })}`,
    `passages   ${counts({ ...passages })}`,
    `store      ${location} (${seconds.toFixed(1)} s)`,
  ].join('\n');
}

export function renderInfo({ location, passages, documents, analyzer, embedder, schemaVersion, bytes }: StoreInfo): string {
  const rows = [
    ['passages', passages.toLocaleString('en-US')],
    ['documents', documents.toLocaleString('en-US')],
    ['analyzer', analyzer],
    ['embedder', embedder ? `${embedder.id} (${embedder.dimensions} dimensions)` : 'none'],
    ['schema', String(schemaVersion)],
    ...(bytes === undefined ? [] : [['size', `${(bytes / 2 ** 20).toFixed(1)} MiB`]]),
  ];
  return formatTable([{ header: 'store' }, { header: location }], rows);
}
