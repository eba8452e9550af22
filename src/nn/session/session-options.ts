import type { InferenceSession } from 'onnxruntime-node';

/**
 * How every session runs. Only basic optimisation: the graphs are already written with the operators that are fast here, and ORT's further
 * fusions undo that (it would make a SkipLayerNormalization of Add and LayerNormalization, at four times their cost in ORT 1.30). Only errors are
 * logged, as warnings would land in the user's stderr.
 */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'basic',
    logSeverityLevel: 3,
  };
}
