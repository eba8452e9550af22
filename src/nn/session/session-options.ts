import type { InferenceSession } from 'onnxruntime-node';

/** How every session runs: only errors are logged, as ORT's warnings would land in the user's stderr. */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
}
