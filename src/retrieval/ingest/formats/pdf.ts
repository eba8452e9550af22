import { AccordError } from '../../../errors.ts';
import { EmptySource, type Format, readWhole } from './format.ts';

/** PDF with a text layer, through the optional package `unpdf`. */
export const pdf: Format = {
  name: 'pdf',
  extensions: ['.pdf'],
  async *read(source, options) {
    const bytes = await readWhole(source, options);
    if (bytes.length === 0) throw new EmptySource(source.name);
    const { getDocumentProxy, extractText, getMeta } = await loadUnpdf(source.name);
    let pageTexts: string[];
    let title = source.title;
    try {
      const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
      try {
        pageTexts = (await extractText(document, { mergePages: false })).text;
        const info: Record<string, unknown> = (await getMeta(document)).info ?? {};
        // Office programs fill in names of files and of themselves.
        if (typeof info.Title === 'string' && !/^$|^untitled|^microsoft word|\.\w{2,4}$/i.test(info.Title.trim()))
          title = info.Title.trim();
      } finally {
        await document.loadingTask.destroy();
      }
    } catch (cause) {
      const protectedFile = cause instanceof Error && cause.name === 'PasswordException';
      throw new AccordError(
        'unreadable-file',
        `${source.name} ${protectedFile ? 'is protected by a password' : `is not a readable PDF: ${(cause as Error).message}`}`,
        protectedFile ? 'Save a copy without password.' : 'Open it in a PDF viewer and save it again, or leave it out.',
        { cause },
      );
    }
    let text = '';
    const pages: number[] = [];
    for (const page of pageTexts) {
      if (text !== '') text += '\n\n';
      pages.push(text.length);
      // A word broken at the end of a line becomes whole again.
      text += page.replace(/(\p{Ll})-\n(?=\p{Ll})/gu, '$1').trim();
    }
    if (text.trim() === '') {
      throw new AccordError(
        'unreadable-file',
        `${source.name} has ${pageTexts.length} page(s) but no text: it seems to be a scan.`,
        'Run text recognition on it first, for example: ocrmypdf FILE.pdf NEWFILE.pdf',
      );
    }
    yield { id: source.id, text, title, uri: source.uri, metadata: {}, pages };
  },
};

async function loadUnpdf(name: string): Promise<typeof import('unpdf')> {
  try {
    return await import('unpdf');
  } catch (cause) {
    throw new AccordError(
      'unsupported-format',
      `Reading ${name} needs the package unpdf, which is not installed.`,
      'Install it: npm install unpdf',
      {
        cause,
      },
    );
  }
}
