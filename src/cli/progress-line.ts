import type { OnProgress, Progress } from '../progress.ts';

/** What the line is written to. */
export interface ProgressStream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressLine extends OnProgress {
  /** Wipes the line; call it before anything else is printed, and at the end. */
  end(): void;
}

const redrawEvery = 100;
const lineEvery = 10_000;
/** The rate is that of the last seconds, so that work found in a cache does not spoil the estimate. */
const rateWindow = 15_000;

interface Sample {
  at: number;
  done: number;
}

/**
 * Shows progress with rate and estimated time: on a terminal as one rewritten line, elsewhere as one line every 10 seconds.
 *
 * @example
 * const onProgress = progressLine();
 * try { await ingest(paths, store, { onProgress }); } finally { onProgress.end(); }
 */
export function progressLine(stream: ProgressStream = process.stderr, now: () => number = () => performance.now()): ProgressLine {
  const rewrites = Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
  let stage: string | undefined;
  let samples: Sample[] = [];
  let lastDrawn = rewrites ? -redrawEvery : now();
  let drawn = false;

  const onProgress = (progress: Progress): void => {
    const at = now();
    if (progress.stage !== stage) {
      stage = progress.stage;
      samples = [];
    }
    // The sample before the window stays as its beginning.
    while (samples.length > 2 && at - samples[1]!.at > rateWindow) samples.shift();
    const last = samples.at(-1);
    if (!last || samples.length === 1 || at - last.at >= redrawEvery) samples.push({ at, done: progress.done });
    if (at - lastDrawn < (rewrites ? redrawEvery : lineEvery)) return;
    lastDrawn = at;
    const text = describeProgress(progress, rate(samples[0]!, { at, done: progress.done }));
    if (rewrites) {
      stream.write(`\r\u001b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      drawn = true;
    } else {
      stream.write(`${text}\n`);
    }
  };

  const end = (): void => {
    if (drawn) stream.write('\r\u001b[2K');
    drawn = false;
  };

  return Object.assign(onProgress, { end });
}

/** Units per second, undefined while there is nothing to measure. */
function rate(from: Sample, to: Sample): number | undefined {
  const seconds = (to.at - from.at) / 1000;
  return seconds > 0 && to.done > from.done ? (to.done - from.done) / seconds : undefined;
}

function describeProgress({ stage, done, total }: Progress, perSecond: number | undefined): string {
  const parts = [`${stage} ${count(done)}`];
  if (total !== undefined) parts[0] += `/${count(total)} (${total > 0 ? Math.floor((100 * done) / total) : 100} %)`;
  if (perSecond !== undefined) {
    parts.push(`${perSecond >= 10 ? count(Math.round(perSecond)) : perSecond.toFixed(1)}/s`);
    if (total !== undefined && total > done) parts.push(`${duration((total - done) / perSecond)} left`);
  }
  return parts.join(' · ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `42 s`, `3:05 min`, `2:07 h`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const [large, small, unit] =
    whole < 3600 ? [Math.floor(whole / 60), whole % 60, 'min'] : [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), 'h'];
  return `${large}:${String(small).padStart(2, '0')} ${unit}`;
}
