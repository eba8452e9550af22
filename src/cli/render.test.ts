import { describe, expect, test } from 'vitest';
import type { Answer } from '../answer.ts';
import { resolve } from '../conflict/resolve.ts';
import type { ScoredPassage } from '../passage.ts';
import { colorsFor } from './colors.ts';
import { renderAnswer, renderInfo, renderIngest, renderPassages } from './render.ts';

const colors = colorsFor({});
const passage: ScoredPassage = {
  passage: {
    id: 'laws.md#1',
    text: 'The notice period is three months. It begins at the end of a month.',
    title: 'Notice',
    document: { id: 'laws.md', uri: 'file:///laws.md' },
    metadata: {},
  },
  scores: { bm25: 12.345, dense: 0.5, fused: 0.75 },
  ranks: { bm25: 1, dense: 3, fused: 2 },
};
const answer: Answer = {
  id: '1',
  question: 'How long?',
  text: 'The notice period is three months.',
  abstained: false,
  citations: [
    {
      number: 1,
      passageId: 'laws.md#1',
      documentId: 'laws.md',
      title: 'Notice',
      uri: 'file:///laws.md',
      source: 'law',
      start: 0,
      end: 34,
      quote: 'The notice period is three months.',
    },
  ],
  decision: resolve([]),
  claims: [],
  statements: [],
  passages: [passage],
  trace: { retriever: 'hybrid', reader: 'r', retrieved: 1, read: 1, timings: { retrieval: 1, reading: 1, conflict: 0, total: 2 } },
};

describe('renderAnswer', () => {
  test('shows the answer, then its numbered citations with title, document, passage and scores', () => {
    expect(renderAnswer(answer, colors)).toBe(
      [
        'The notice period is three months. [1]',
        '',
        '[1] Notice · file:///laws.md · law',
        '    The notice period is three months. It begins at the end of a month.',
        '    fused 0.750 (2.) · bm25 12.3 (1.) · dense 0.500 (3.)',
      ].join('\n'),
    );
  });

  test('numbers each sentence of a long answer', () => {
    const text = 'It is three months. So be it.';
    const sentences = [
      { start: 0, end: 19, citations: [1] },
      { start: 20, end: 29, citations: [] },
    ];
    expect(renderAnswer({ ...answer, text, sentences }, colors).split('\n')[0]).toBe('It is three months. [1] So be it.');
  });

  test('says so when there is none', () => {
    expect(renderAnswer({ ...answer, text: '', abstained: true, citations: [] }, colors)).toBe('No answer found.');
  });
});

test('renderPassages numbers what was found', () => {
  expect(renderPassages([passage], colors)).toBe(
    '1. Notice  laws.md#1  fused 0.750 (2.) · bm25 12.3 (1.) · dense 0.500 (3.)\n   The notice period is three months. It begins at the end of a month.',
  );
  expect(renderPassages([], colors)).toBe('Nothing found.');
});

test('renderIngest names what is not zero', () => {
  const documents = { added: 1200, updated: 0, unchanged: 3, removed: 0, skipped: 0 };
  const report = { documents, passages: { added: 0, updated: 0, unchanged: 0 }, invalid: 2, warnings: [], seconds: 1.25 };
  expect(renderIngest(report, 'a.sqlite')).toBe(
    'documents  1,200 added, 3 unchanged, 2 invalid\npassages   none\nstore      a.sqlite (1.3 s)',
  );
});

test('renderInfo describes a store with or without vectors', () => {
  const info = {
    location: 'a.sqlite',
    passages: 1234,
    documents: 5,
    analyzer: 'english/1',
    embedder: null,
    schemaVersion: 1,
    bytes: 2 ** 21,
  };
  expect(renderInfo(info)).toContain('passages   1,234\n');
  expect(renderInfo(info)).toContain('embedder   none\n');
  expect(renderInfo(info)).toContain('size       2.0 MiB');
  expect(renderInfo({ ...info, embedder: { id: 'mini', dimensions: 384 }, bytes: undefined })).toContain('mini (384 dimensions)');
});
