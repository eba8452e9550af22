/** State of a long operation; `total` is absent while it is unknown. */
export interface Progress {
  stage: string;
  done: number;
  total?: number;
}

export type OnProgress = (progress: Progress) => void;

/** What every operation that can take over a second accepts. */
export interface LongRunning {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}
