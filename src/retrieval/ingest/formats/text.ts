import { decodeText } from '../decode.ts';
import { EmptySource, type Format, readWhole } from './format.ts';

export const text: Format = {
  name: 'text',
  extensions: ['.txt', '.text'],
  async *read(source, options) {
    const content = decodeText(await readWhole(source, options), source.name);
    if (content.trim() === '') throw new EmptySource(source.name);
    yield { id: source.id, text: content, title: source.title, uri: source.uri, metadata: {} };
  },
};
