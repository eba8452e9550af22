import { InferenceSession, Tensor } from 'onnxruntime-node';
import { gradients } from '../autodiff.ts';
import type { Graph, Value } from '../graph.ts';
import type { DataType } from '../onnx.ts';
import { sessionOptions } from '../session/session-options.ts';
import { DropoutPool } from './dropout.ts';
import type { Parameters } from './parameters.ts';
import type { TrainingLayers } from './training-layers.ts';

interface Feed {
  type: DataType;
  shape: readonly number[];
  data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
}

/** Inputs of a graph by name. */
export type Feeds = Record<string, Feed>;

export interface ProgramOptions {
  parameters: Parameters;
  layers: TrainingLayers;
  /** A scalar. */
  loss: Value;
  /** Values that the loss is not differentiated through. */
  held?: readonly Value[] | undefined;
  /** Further values to return from each run, beside the loss. */
  outputs?: readonly Value[];
  dropout: number;
  threads: number;
}

/** Forward, loss and gradients of a graph in one session. */
export interface TrainingProgram {
  readonly parameters: Parameters;
  /** For each trained parameter, the sum of its gradients over the runs since the last `zero()`. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** Runs a micro-batch and adds its gradients. The seed decides what dropout zeroes. Results by name, the scalar `loss` among them. */
  run(feeds: Feeds, seed: number): Promise<Record<string, Float32Array>>;
  zero(): void;
  release(): Promise<void>;
}

/** Differentiates the loss by the parameters that its layers train, and compiles the whole. */
export async function compile(graph: Graph, options: ProgramOptions): Promise<TrainingProgram> {
  const { parameters, layers, loss, held, outputs = [], dropout, threads } = options;
  const trained = [...layers.trained.values()];
  const derived = gradients(graph, loss, trained, held);
  for (const value of [loss, ...outputs, ...derived.values()]) graph.output(value);
  // Shapes change from batch to batch: a plan of the memory for one would only be discarded for the next.
  const session = await InferenceSession.create(graph.encode(), {
    ...sessionOptions(threads),
    enableMemPattern: false,
  });

  const sums = new Map(trained.map(({ name }) => [name, new Float32Array(parameters.get(name)!.data.length)]));
  let scratch: Map<string, Float32Array> | undefined;
  let fresh = true;
  const pool = new DropoutPool(dropout);
  const data = graph.inputs.filter(({ name }) => !layers.trained.has(name) && !layers.dropoutMasks.some((mask) => mask.name === name));

  return {
    parameters,
    gradients: sums,
    async run(feeds, seed) {
      const sizes = new Map(data.flatMap(({ name, shape }) => shape.map((dim, i) => [dim, feeds[name]!.shape[i]!] as const)));
      const masks = pool.feeds(layers.dropoutMasks, seed, ({ shape }) =>
        shape.map((dim) => (typeof dim === 'number' ? dim : sizes.get(dim)!)),
      );
      const inputs: Record<string, Tensor> = {};
      for (const [name, feed] of Object.entries({ ...feeds, ...masks })) inputs[name] = new Tensor(feed.type, feed.data, feed.shape);
      for (const { name } of trained) {
        const { data, shape } = parameters.get(name)!;
        inputs[name] = new Tensor('float32', data, shape);
      }
      // The first micro-batch writes its gradients where they are summed; the others pass through a second set.
      scratch ??= fresh ? undefined : new Map([...sums].map(([name, { length }]) => [name, new Float32Array(length)]));
      const targets = fresh ? sums : scratch!;
      const fetches: Record<string, Tensor | null> = {};
      for (const value of [loss, ...outputs]) fetches[value.name] = null;
      for (const { name, shape } of trained) {
        fetches[derived.get(name)!.name] = new Tensor('float32', targets.get(name)!, shape as number[]);
      }
      const results = await session.run(inputs, fetches);
      if (!fresh) for (const [name, sum] of sums) add(sum, scratch!.get(name)!);
      fresh = false;
      const named: [string, Value][] = [['loss', loss], ...outputs.map((value): [string, Value] => [value.name, value])];
      return Object.fromEntries(named.map(([name, value]) => [name, results[value.name]!.data as Float32Array]));
    },
    zero() {
      fresh = true;
    },
    release: () => session.release(),
  };
}

function add(sum: Float32Array, part: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
}
