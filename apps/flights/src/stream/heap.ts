/** Says whether one item must leave a heap before another. */
type Before = (one: number, other: number) => boolean;

/** Adds an item to a binary heap: no item is before its parent. */
export function pushItem(heap: number[], item: number, before: Before): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(item, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

/** Removes the first item of a binary heap that is not empty, and returns it. */
export function popSmallest(heap: number[], before: Before): number {
  const first = heap[0]!;
  const item = heap.pop()!;
  const { length } = heap;
  if (length === 0) return first;
  let at = 0;
  for (let child = 1; child < length; child = 2 * at + 1) {
    if (child + 1 < length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, item)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = item;
  return first;
}
