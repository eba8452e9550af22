/** Uniform sample of a stream (Vitter 1985, algorithm R); all of it where it has no more than `size` items. */
export async function reservoir<T>(items: AsyncIterable<T>, size: number, random: () => number): Promise<T[]> {
  const kept: T[] = [];
  let seen = 0;
  for await (const item of items) {
    const place = seen < size ? seen : random() % (seen + 1);
    if (place < size) kept[place] = item;
    seen++;
  }
  return kept;
}
