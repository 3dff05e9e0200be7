export type Key = string | number;

/** An item in a line, and its number. */
interface Place<T> {
  readonly item: T;
  readonly number: number;
}

/**
 * Items by their keys, in order of arrival. A map alone would be enough, but after many deletions a host passes all deleted
 * entries to find the first one.
 */
export interface WaitingLine<T> {
  readonly places: Map<Key, Place<T>>;
  /** Keys and numbers in their order; those that have left the line in its middle stay until they are passed. */
  keys: Key[];
  numbers: number[];
  /** The index of the first item. */
  head: number;
  /** The number of items so far. */
  came: number;
}

/** Returns an empty line. */
export function emptyLine<T>(): WaitingLine<T> {
  return { places: new Map(), keys: [], numbers: [], head: 0, came: 0 };
}

/** Appends an item; its key must not be in the line. */
export function join<T>(line: WaitingLine<T>, key: Key, item: T): void {
  const number = line.came++;
  line.places.set(key, { item, number });
  line.keys.push(key);
  line.numbers.push(number);
  // At most twice as long as its content, so that memory is bounded and the work is spread over arrivals.
  if (line.keys.length > 2 * line.places.size + 32) closeUp(line);
}

/** Removes and returns the item of a key. */
export function leave<T>(line: WaitingLine<T>, key: Key): T | undefined {
  const place = line.places.get(key);
  if (place === undefined) return undefined;
  line.places.delete(key);
  return place.item;
}

/** Returns the key of the first item; `undefined` if the line is empty. */
export function firstOf<T>(line: WaitingLine<T>): Key | undefined {
  for (; line.head < line.keys.length; line.head++) {
    const key = line.keys[line.head]!;
    if (line.places.get(key)?.number === line.numbers[line.head]) return key;
  }
  return undefined;
}

/** Removes the entries of items that have left. */
function closeUp<T>(line: WaitingLine<T>): void {
  const { keys, numbers, places } = line;
  const stays = (key: Key, i: number): boolean => i >= line.head && places.get(key)?.number === numbers[i];
  line.numbers = numbers.filter((_, i) => stays(keys[i]!, i));
  line.keys = keys.filter(stays);
  line.head = 0;
}
