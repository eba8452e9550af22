import { InvalidArgumentError } from 'commander';

/** Parser of a command line's whole number from `minimum`. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum)
      throw new InvalidArgumentError(`Give a whole number from ${minimum}.`);
    return value;
  };
}
