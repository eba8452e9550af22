import { z } from 'zod';
import { AccordError } from '../../../errors.ts';
import type { Condition } from '../condition.ts';
import type { GroundLiteral } from '../literal.ts';
import { isBaseForm, thirdPerson } from '../text/verb-forms.ts';

/** Probabilities that the premise makes the hypothesis true, and false. */
export type EntailmentJudge = (
  premise: string,
  hypothesis: string,
  signal?: AbortSignal,
) => Promise<{ entailment: number; contradiction: number }>;

const EntailmentOptions = z.object({
  threshold: z.number().gt(0.5).max(1).default(0.9).describe('least probability at which the judge is believed'),
});

/**
 * What a model of entailment, such as the contradiction detector, or a reader says of a statement, given all that is known about
 * its subject. For what no table of knowledge covers: put it last.
 *
 * @throws AccordError `invalid-config` for a threshold that is no probability over 0.5.
 */
export function entailment(judge: EntailmentJudge, options: z.input<typeof EntailmentOptions> = {}): Condition {
  const parsed = EntailmentOptions.safeParse(options);
  if (!parsed.success) {
    throw new AccordError('invalid-config', `threshold is ${options.threshold}.`, 'Give a probability over 0.5, at most 1.');
  }
  const { threshold } = parsed.data;
  return {
    id: 'entailment',
    async evaluate(statement, facts, signal) {
      const premises = facts.about(statement.subject);
      if (premises.length === 0) return undefined;
      const judged = await judge(premises.map(sentenceOf).join(' '), sentenceOf(statement), signal);
      if (judged.entailment >= threshold) return { holds: true, premises, because: `entailed, ${judged.entailment.toFixed(2)}` };
      if (judged.contradiction >= threshold) return { holds: false, premises, because: `contradicted, ${judged.contradiction.toFixed(2)}` };
      return undefined;
    },
  };
}

function sentenceOf({ subject, relation, object, negated }: GroundLiteral): string {
  const [verb, ...rest] = relation.split(' ');
  const said = negated && verb === 'be' ? 'is not' : negated ? `does not ${verb}` : isBaseForm(verb!) ? thirdPerson(verb!) : verb!;
  return `The ${[subject, said, ...rest, object].join(' ')}.`;
}
