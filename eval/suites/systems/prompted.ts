import type { Reader } from '../../../src/reader/reader.ts';
import type { ConflictItem } from '../conflict-item.ts';
import { type Response, respond } from './system.ts';

/** Systems that are a language model and one prompt: what is said in it beside the question. */
const instructions: Readonly<Record<string, string | undefined>> = {
  'one prompt': undefined,
  'hierarchy prompt':
    'The user’s own words outrank the passages, and the passages outrank your memory. Where a passage answers the question, give its answer even if you remember ' +
    'another. Where none does, give no answer from passages.',
};

/**
 * What a language model makes of all passages in one prompt, with and without the hierarchy in words. Where it finds no answer in them, its memory stands, as it
 * does for the other systems.
 */
export async function askInOnePrompt(
  reader: Reader,
  { question, passages, memory }: ConflictItem,
  signal: AbortSignal | undefined,
): Promise<Record<string, Response>> {
  const given = passages.map((passage) => ({ passage, scores: {}, ranks: {} }));
  const responses = Object.entries(instructions).map(async ([name, instruction]): Promise<[string, Response]> => {
    const [best] = await reader.read({ question, passages: given, instruction, signal });
    return [name, best || memory === undefined ? respond(best) : { answers: [memory.answer], confidence: 0 }];
  });
  return Object.fromEntries(await Promise.all(responses));
}
