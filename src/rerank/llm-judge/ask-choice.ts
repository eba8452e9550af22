import type { ChatMessage, GenerateRequest, Generation } from '../../llm/language-model.ts';
import type { Judgement } from '../judge.ts';
import { type Choices, expectedChoice, statedChoice } from './choices.ts';

/** More than any answer needs: some models begin with white space. */
const maxTokens = 4;
/** As many as servers give. */
const alternatives = 20;

export interface ChoiceReading {
  /** Expected over token probabilities, else as stated; null where the reply could not be read. */
  value: number | null;
  /** Probability of all allowed replies; null where the reply came without probabilities. */
  mass: number | null;
}

/** Asks for one of some short replies. `sampleSeed`: the reply is sampled by it instead of the most likely one, and read as stated. */
export async function askChoice(
  generate: (request: GenerateRequest) => Promise<Generation>,
  messages: ChatMessage[],
  choices: Choices,
  sampleSeed?: number,
): Promise<ChoiceReading> {
  const how = sampleSeed === undefined ? { temperature: 0, topLogprobs: alternatives } : { temperature: 1, seed: sampleSeed };
  const { text, logprobs } = await generate({ messages, maxTokens, ...how });
  if (!logprobs || sampleSeed !== undefined) return { value: statedChoice(text, choices), mass: null };
  const expected = expectedChoice(logprobs, choices);
  return { value: expected?.value ?? null, mass: expected?.mass ?? 0 };
}

/** What the readings of a judgement were read from. */
export function probabilityUse(readings: readonly Pick<ChoiceReading, 'mass'>[]): Pick<Judgement, 'logprobs' | 'answerMass'> {
  const masses = readings.flatMap(({ mass }) => mass ?? []);
  return {
    logprobs: readings.length === 0 ? null : masses.length === readings.length,
    answerMass: masses.length === 0 ? null : masses.reduce((sum, mass) => sum + mass, 0) / masses.length,
  };
}
