import { parsePolicy } from '../../../src/conflict/policy.ts';
import { resolve } from '../../../src/conflict/resolve.ts';
import type { System } from './system.ts';

/** The resolver of this project under the suite's policy. */
export const accord: System = ({ question, claims, policy }) => {
  const { winners, leaning, probability } = resolve(claims, policy, { question });
  const texts = (groups: typeof winners) => groups.map(({ answer }) => answer);
  return { answers: texts(winners), leaning: texts(leaning), confidence: probability };
};

/** The same at another setting of the dial. */
export const accordAt =
  (dial: number): System =>
  (stated) =>
    accord({ ...stated, policy: parsePolicy({ ...stated.policy, dial }) });
