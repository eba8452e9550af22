import { AccordError } from '../../errors.ts';

/** @throws AccordError `invalid-input` naming an id that two questions have */
export function refuseRepeatedIds(questions: readonly { id: string; question: string }[]): void {
  const seen = new Set<string>();
  for (const { id, question } of questions) {
    if (seen.has(id)) {
      throw new AccordError(
        'invalid-input',
        `The id "${id}" occurs twice, the second time with "${question}".`,
        'Give each question its own id.',
      );
    }
    seen.add(id);
  }
}
