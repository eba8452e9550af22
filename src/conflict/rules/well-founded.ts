import type { PartialOrder } from '../partial-order.ts';
import type { GroundProgram } from './ground.ts';

/** Which literals hold and which arguments apply under one reading of the conflicts. */
interface Interpretation {
  readonly holds: Uint8Array;
  readonly applies: Uint8Array;
  /** For an argument that applies, the body that was complete first: following bodies never goes in a circle. */
  readonly body: Int32Array;
}

export interface WellFounded {
  /** What holds under every reading. */
  readonly certain: Interpretation;
  /** What holds under some; equal to `certain` but for literals that attack themselves through a cycle. */
  readonly possible: Interpretation;
}

/**
 * The well-founded model of: a literal holds iff it is an undisputed fact, or an argument for it applies, its contrary is no fact,
 * and for every applicable argument for the contrary an applicable argument for it is preferred.
 *
 * Alternating fixpoint: what certainly holds is derived against every attack that is still possible, what possibly holds only
 * against attacks that are certain, until neither changes. A chain of decided conflicts takes one round, each linear in the program.
 *
 * Source: Van Gelder, The alternating fixpoint of logic programs with negation, JCSS 47 (1993).
 */
export function wellFounded(program: GroundProgram, order: PartialOrder<number>): WellFounded {
  const { literals, facts } = program;
  const contrary = Int32Array.from(literals, (_, literal) => program.contrary(literal) ?? -1);
  const supporters: number[][] = literals.map(() => []);
  const waiting: [argument: number, body: number][][] = literals.map(() => []);
  program.arguments.forEach(({ head, bodies }, argument) => {
    supporters[head]!.push(argument);
    bodies.forEach((body, index) => {
      for (const literal of new Set(body)) waiting[literal]!.push([argument, index]);
    });
  });
  const supportersOfContrary = (literal: number) => (contrary[literal]! < 0 ? [] : supporters[contrary[literal]!]!);
  const preferred = program.arguments.map(({ rule, head }) =>
    supportersOfContrary(head).filter((rival) => order.prefers(program.arguments[rival]!.rule, rule)),
  );

  /** Derives forwards against the given attackers. A defender counts once it applies, which is when its own head is looked at again. */
  const derive = (attackers: Uint8Array): Interpretation => {
    const holds = new Uint8Array(literals.length);
    const applies = new Uint8Array(program.arguments.length);
    const body = new Int32Array(program.arguments.length).fill(-1);
    const missing = program.arguments.map(({ bodies }) => Int32Array.from(bodies, (literalsOfBody) => new Set(literalsOfBody).size));
    const queue: number[] = [];
    const hold = (literal: number) => {
      if (holds[literal]) return;
      holds[literal] = 1;
      queue.push(literal);
    };
    const apply = (argument: number, index: number) => {
      if (applies[argument]) return;
      applies[argument] = 1;
      body[argument] = index;
      const { head } = program.arguments[argument]!;
      if (holds[head] || facts.has(head) || facts.has(contrary[head]!)) return;
      const attacked = supportersOfContrary(head).some(
        (rival) => attackers[rival] && !preferred[rival]!.some((defender) => applies[defender]),
      );
      if (!attacked) hold(head);
    };
    for (const fact of facts) if (!facts.has(contrary[fact]!)) hold(fact);
    missing.forEach((counts, argument) => {
      const complete = counts.indexOf(0);
      if (complete >= 0) apply(argument, complete);
    });
    for (const literal of queue) {
      for (const [argument, index] of waiting[literal]!) {
        const counts = missing[argument]!;
        counts[index]!--;
        if (counts[index] === 0) apply(argument, index);
      }
    }
    return { holds, applies, body };
  };

  let possible = derive(new Uint8Array(program.arguments.length));
  for (;;) {
    const certain = derive(possible.applies);
    const fewer = derive(certain.applies);
    if (equal(fewer, possible)) return { certain, possible };
    possible = fewer;
  }
}

function equal(a: Interpretation, b: Interpretation): boolean {
  return a.holds.every((value, index) => value === b.holds[index]) && a.applies.every((value, index) => value === b.applies[index]);
}
