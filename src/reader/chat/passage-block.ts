import { hash } from 'node:crypto';
import type { Passage } from '../../passage.ts';
import { neutralize } from './neutralize.ts';

export interface PassageBlock {
  /** The passages, each between delimiters, numbered from 1. */
  text: string;
  /** The name of the delimiters, which no passage holds. */
  name: string;
}

/**
 * Passages as quoted data in a prompt. The delimiters carry a word that depends on the whole request and stands in none of its texts, so that
 * no passage can close its own or open another; equal requests still give equal prompts, which a cache finds again.
 */
export function passageBlock(passages: readonly Pick<Passage, 'title' | 'text'>[], question: string): PassageBlock {
  const bodies = passages.map(({ title, text }) => neutralize(title ? `${title}\n${text}` : text));
  const name = `passage-${absentWord([question, ...bodies])}`;
  const blocks = bodies.map((body, i) => `<${name} ${i + 1}>\n${body}\n</${name}>`);
  return { text: blocks.join('\n'), name };
}

/** Six letters and digits that occur in none of the texts. */
function absentWord(texts: readonly string[]): string {
  const lower = texts.map((text) => text.toLowerCase());
  for (let attempt = 0; ; attempt++) {
    const word = hash('sha256', JSON.stringify([attempt, texts]), 'hex').slice(0, 6);
    if (!lower.some((text) => text.includes(word))) return word;
  }
}
