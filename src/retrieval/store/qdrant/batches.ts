/** Groups items into batches of at most `count` items and, but for a single larger item, at most `weight` in sum. */
export async function* batchesOf<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limits: { count: number; weight: number },
  weigh: (item: Item) => number,
): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  let weight = 0;
  for await (const item of items) {
    const own = weigh(item);
    if (batch.length > 0 && (batch.length === limits.count || weight + own > limits.weight)) {
      yield batch;
      batch = [];
      weight = 0;
    }
    batch.push(item);
    weight += own;
  }
  if (batch.length > 0) yield batch;
}
