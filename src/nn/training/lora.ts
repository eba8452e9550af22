import { AccordError } from '../../errors.ts';
import { normalParameter, type Parameter, type Parameters } from './parameters.ts';
import type { Rng } from './rng.ts';

/** Low-rank adaptation: a linear layer computes W x + (alpha / rank) · B A x, where only A [rank, inputs] and B [outputs, rank] are trained. */
export interface Lora {
  rank: number;
  alpha: number;
}

/** Names of A and B of a linear layer, as PEFT has them. */
export const loraNames = (layer: string): { down: string; up: string } => ({
  down: `${layer}.lora_A.weight`,
  up: `${layer}.lora_B.weight`,
});

export const loraScale = ({ rank, alpha }: Lora): number => alpha / rank;

/**
 * The adaptation that training options ask for; undefined for none. `alpha` is twice the rank where it is not given.
 * @throws AccordError `invalid-config`: an alpha without a rank
 */
export function loraOf({
  loraRank: rank,
  loraAlpha: alpha,
}: {
  loraRank?: number | undefined;
  loraAlpha?: number | undefined;
}): Lora | undefined {
  if (rank !== undefined) return { rank, alpha: alpha ?? 2 * rank };
  if (alpha === undefined) return undefined;
  throw new AccordError('invalid-config', `loraAlpha is ${alpha}, but there is no loraRank.`, 'Give the rank too, or no alpha.');
}

/**
 * Freezes the encoder and adds the low-rank updates of the linear layers that were trainable (Hu et al., LoRA: Low-Rank Adaptation of Large Language Models,
 * ICLR 2022): A is random and B zero, so that the model starts as it was. Heads stay trainable.
 * @throws AccordError `invalid-config`: a rank that is not below the layers' sizes
 */
export function addLora(parameters: Parameters, { rank }: Lora, rng: Rng): void {
  for (const [name, parameter] of [...parameters]) {
    if (!/^(embeddings|encoder)\./.test(name)) continue;
    parameters.set(name, { ...parameter, trainable: false });
    const [outputs, inputs] = parameter.shape;
    if (!parameter.trainable || inputs === undefined || !name.startsWith('encoder.')) continue;
    const smaller = Math.min(outputs!, inputs);
    if (rank >= smaller) {
      throw new AccordError(
        'invalid-config',
        `loraRank is ${rank}, but "${name}" is a matrix of [${parameter.shape}]: an update of that rank is not smaller.`,
        `Give a rank below ${smaller}, such as ${Math.min(16, Math.ceil(smaller / 8))}, or none to train the matrices themselves.`,
      );
    }
    const { down, up } = loraNames(name.slice(0, -'.weight'.length));
    parameters.set(down, normalParameter([rank, inputs], 1 / Math.sqrt(inputs), rng));
    parameters.set(up, normalParameter([outputs!, rank], 0, rng));
  }
}

/** The parameters of the ordinary model that scores alike: W + (alpha / rank) · B A. */
export function mergeLora(parameters: Parameters, lora: Lora): Parameters {
  const adapters = new Set<string>();
  const merged = new Map<string, Parameter>();
  for (const [name, parameter] of parameters) {
    const { down, up } = loraNames(name.replace(/\.weight$/, ''));
    const [a, b] = [parameters.get(down), parameters.get(up)];
    if (!a || !b) continue;
    adapters.add(down).add(up);
    merged.set(name, { ...parameter, data: sumWithProduct(parameter.data, b.data, a.data, lora) });
  }
  return new Map([...parameters].flatMap(([name, parameter]) => (adapters.has(name) ? [] : [[name, merged.get(name) ?? parameter]])));
}

/** weight + scale · up · down */
function sumWithProduct(weight: Float32Array, up: Float32Array, down: Float32Array, lora: Lora): Float32Array {
  const { rank } = lora;
  const inputs = down.length / rank;
  const sum = new Float64Array(weight);
  for (let row = 0; row < up.length / rank; row++) {
    for (let i = 0; i < rank; i++) {
      const factor = loraScale(lora) * up[row * rank + i]!;
      for (let column = 0; column < inputs; column++) sum[row * inputs + column]! += factor * down[i * inputs + column]!;
    }
  }
  return Float32Array.from(sum);
}
