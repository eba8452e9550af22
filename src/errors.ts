const marker = Symbol.for('accord-rag.error');

/** What went wrong, for programs. The exit code of the command line follows from it. */
export type ErrorCode =
  | 'invalid-input'
  | 'invalid-config'
  | 'not-found'
  | 'unsupported-format'
  | 'unreadable-file'
  | 'store-locked'
  | 'store-newer-schema'
  | 'store-mismatch'
  | 'store-corrupt'
  | 'disk-full'
  | 'diverged'
  | 'model-missing'
  | 'data-missing'
  | 'network'
  | 'timeout'
  | 'too-large'
  | 'aborted'
  | 'threshold'
  | 'internal';

const exitCodes: Partial<Record<ErrorCode, number>> = {
  'invalid-input': 2,
  'invalid-config': 2,
  threshold: 3,
  'model-missing': 4,
  'data-missing': 4,
  network: 4,
  aborted: 130,
};

/**
 * The one error class of the library: `message` says what happened with the offending value,
 * `hint` names the command or change that fixes it.
 */
export class AccordError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly [marker] = true;

  constructor(code: ErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AccordError';
    this.code = code;
    this.hint = hint;
  }

  /** Process exit code: 0 ok · 1 unexpected · 2 usage · 3 threshold · 4 data or network missing · 130 interrupted. */
  get exitCode(): number {
    return exitCodes[this.code] ?? 1;
  }

  /** True for an AccordError of any copy of this package. */
  static isInstance(error: unknown): error is AccordError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}

/** Throws an `aborted` AccordError when the signal has fired. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) {
    throw new AccordError('aborted', 'The operation was aborted.', 'Run it again; finished work is kept.', { cause: signal.reason });
  }
}
