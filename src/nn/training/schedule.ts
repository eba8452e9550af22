/** The learning rate of each step, counted from 0. */
export type Schedule = (step: number) => number;

export interface ScheduleShape {
  /** The highest learning rate. */
  peak: number;
  /** Steps over which it rises from 0. */
  warmup: number;
  /** Steps in all; after them it is 0. */
  total: number;
}

/** Rises to the peak and falls to 0, both in straight lines; Hugging Face's `get_linear_schedule_with_warmup`. */
export function linearSchedule(shape: ScheduleShape): Schedule {
  return withWarmup(shape, (done) => 1 - done);
}

/** Rises in a straight line and falls to 0 as half a cosine wave (Loshchilov & Hutter, SGDR, 2017); `get_cosine_schedule_with_warmup`. */
export function cosineSchedule(shape: ScheduleShape): Schedule {
  return withWarmup(shape, (done) => 0.5 * (1 + Math.cos(Math.PI * done)));
}

/** Rises in a straight line and stays. */
export function constantSchedule(shape: ScheduleShape): Schedule {
  return withWarmup(shape, () => 1);
}

/** `fall` is given the share of steps after the warm-up that are done. */
function withWarmup({ peak, warmup, total }: ScheduleShape, fall: (done: number) => number): Schedule {
  return (step) => peak * (step < warmup ? step / warmup : fall(Math.min(1, (step - warmup) / Math.max(1, total - warmup))));
}
