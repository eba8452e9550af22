/**
 * Works on several items at a time and gives the results in the order of the items. What an item in the midst of the work has begun is awaited by no
 * one once an earlier one has failed: end it by a signal.
 *
 * @param width how many items are begun before the first of them is done
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Told when its turn comes, or never where an earlier item fails.
    result.catch(() => {});
    begun.push(result);
    if (begun.length >= width) yield await begun.shift()!;
  }
  for (const result of begun) yield await result;
}
