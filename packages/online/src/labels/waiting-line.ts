export type Key = string | number;

/** Something in a line, and its number. */
interface Place<T> {
  readonly item: T;
  readonly number: number;
}

/**
 * Things by their keys, in the order in which they came. A map alone would do, but to find its first after many were deleted a
 * host passes by all of these.
 */
export interface WaitingLine<T> {
  readonly places: Map<Key, Place<T>>;
  /** Keys and numbers in their order; those that have left the line in its middle stay until they are passed. */
  keys: Key[];
  numbers: number[];
  /** Where the line begins. */
  head: number;
  /** How many have come. */
  came: number;
}

/** Nothing waits. */
export function emptyLine<T>(): WaitingLine<T> {
  return { places: new Map(), keys: [], numbers: [], head: 0, came: 0 };
}

/** Puts something at the end; its key must not be in the line. */
export function join<T>(line: WaitingLine<T>, key: Key, item: T): void {
  const number = line.came++;
  line.places.set(key, { item, number });
  line.keys.push(key);
  line.numbers.push(number);
  // No longer than twice what is in it, so that memory is bounded and the work is shared among those who come.
  if (line.keys.length > 2 * line.places.size + 32) closeUp(line);
}

/** What has a key, taken out of the line. */
export function leave<T>(line: WaitingLine<T>, key: Key): T | undefined {
  const place = line.places.get(key);
  if (place === undefined) return undefined;
  line.places.delete(key);
  return place.item;
}

/** The key of who came first; `undefined` if there is nobody. */
export function firstOf<T>(line: WaitingLine<T>): Key | undefined {
  for (; line.head < line.keys.length; line.head++) {
    const key = line.keys[line.head]!;
    if (line.places.get(key)?.number === line.numbers[line.head]) return key;
  }
  return undefined;
}

/** Forgets those who have left. */
function closeUp<T>(line: WaitingLine<T>): void {
  const { keys, numbers, places } = line;
  const stays = (key: Key, i: number): boolean => i >= line.head && places.get(key)?.number === numbers[i];
  line.numbers = numbers.filter((_, i) => stays(keys[i]!, i));
  line.keys = keys.filter(stays);
  line.head = 0;
}
