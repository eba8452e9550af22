import type { InferenceSession } from 'onnxruntime-node';

/**
 * How every session runs. Only basic optimisation: the graphs are already written with the operators that are fast here, and ORT's further
 * fusions undo that (it would make a SkipLayerNormalization of Add and LayerNormalization, at four times their cost in ORT 1.30). Only errors are
 * logged, as warnings would land in the user's stderr. Threads that wait for each other spin for 100 µs and then sleep: ORT's much longer
 * default gains a few per cent on an idle machine and loses half of the speed on a busy one.
 */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'basic',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { spin_duration_us: '100' } } },
  };
}
