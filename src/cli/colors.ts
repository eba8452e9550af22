import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours for a stream: only on a terminal, and never against `NO_COLOR` (https://no-color.org). */
export function colorsFor(stream: { isTTY?: boolean | undefined }, environment: NodeJS.ProcessEnv = process.env): Colors {
  return picocolors.createColors(Boolean(stream.isTTY) && !environment.NO_COLOR && environment.TERM !== 'dumb');
}
