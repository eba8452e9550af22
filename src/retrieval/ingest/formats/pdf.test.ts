import { expect, test } from 'vitest';
import { pdfOf } from '../pdf-of.case.ts';
import { pdf } from './pdf.ts';

const read = async (bytes: Uint8Array) => {
  const source = { name: 'a.pdf', id: 'a', title: 'a', open: () => [bytes] as unknown as AsyncIterable<Uint8Array> };
  for await (const document of pdf.read(source, { maxDocumentBytes: 1e6, onInvalid: () => {} })) return document!;
  throw new Error('no document');
};

test('the text of each page, words broken at line ends made whole, the title of the document', async () => {
  const document = await read(pdfOf(['Retrieval finds pas-\nsages (quickly).', 'The second page.'], 'Notes on Retrieval'));
  expect(document.title).toBe('Notes on Retrieval');
  expect(document.text).toBe('Retrieval finds passages (quickly).\n\nThe second page.');
  expect(document.pages).toEqual([0, document.text.indexOf('The second')]);
});

test('a title that a program filled in gives way to the name of the file', async () => {
  expect((await read(pdfOf(['Text.'], 'Microsoft Word - draft.doc'))).title).toBe('a');
  expect((await read(pdfOf(['Text.']))).title).toBe('a');
});
