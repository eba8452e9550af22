import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AccordError } from '../../errors.ts';
import type { PairNetwork } from './pair-network.ts';
import type { PairSpec } from './pair-spec.ts';
import { sessionOptions } from './session-options.ts';

const knownInputs = ['input_ids', 'attention_mask', 'token_type_ids'];

/** A cross-encoder exported to ONNX, as transformers.js and sentence-transformers lay it out: inputs int64 [batch, length], logits [batch, labels]. */
export async function onnxPairNetwork({ model, threads }: PairSpec): Promise<PairNetwork> {
  const unsupported = (what: string, cause?: unknown): AccordError =>
    new AccordError('unsupported-format', `${model.weights} ${what}.`, 'Export the cross-encoder anew, for text classification.', {
      cause,
    });
  let session: InferenceSession;
  try {
    // Exported graphs are plain: here ORT's fusions help.
    session = await InferenceSession.create(model.weights, { ...sessionOptions(threads), graphOptimizationLevel: 'all' });
  } catch (cause) {
    throw unsupported('is not an ONNX model that onnxruntime can run', cause);
  }
  const unknown = session.inputNames.find((name) => !knownInputs.includes(name));
  if (unknown !== undefined) throw unsupported(`wants the input "${unknown}"`);
  if (!session.outputNames.includes('logits')) throw unsupported(`gives ${session.outputNames.join(', ')}, but no logits`);

  return {
    findsSpans: false,
    async run(batch, width) {
      const [ids, mask, types] = [0, 1, 2].map(() => new BigInt64Array(batch.length * width)) as [
        BigInt64Array,
        BigInt64Array,
        BigInt64Array,
      ];
      for (const [row, sequence] of batch.entries()) {
        const start = row * width;
        for (const [i, id] of sequence.ids.entries()) ids[start + i] = BigInt(id);
        mask.fill(1n, start, start + sequence.ids.length);
        types.fill(1n, start + sequence.passageStart, start + sequence.ids.length);
      }
      const inputs = { input_ids: ids, attention_mask: mask, token_type_ids: types };
      const feeds = Object.entries(inputs).filter(([name]) => session.inputNames.includes(name));
      const { logits } = await session.run(
        Object.fromEntries(feeds.map(([name, data]) => [name, new Tensor('int64', data, [batch.length, width])])),
      );
      if (logits!.dims.at(-1) !== model.labels.length) {
        throw unsupported(`gives ${logits!.dims.at(-1)} scores, where config.json names ${model.labels.length}`);
      }
      return { logits: logits!.data as Float32Array };
    },
    release: () => session.release(),
  };
}
