import type { StateCheck } from '../state/state-check.ts';
import type { Key } from '../records/key.ts';

/** The number of stays at a place before they are numbered from 0 again: float32 counts so far. */
const STAYS = 2 ** 24;

/** The places of keys in tables of bounded length. */
export interface PlaceBook {
  /** The place of each key, the one that came least recently first. */
  readonly places: Map<Key, number>;
  /** For each place that was given, the number of the present stay: how many keys had it before. */
  readonly stays: number[];
}

/** The place of the key of a record. */
export interface Placed {
  readonly place: number;
  /** A number that no other stay of a key at that place has. */
  readonly stay: number;
  /** True for the first record of a stay. */
  readonly isNew: boolean;
}

/** The stay of a key that has no place: no stay has its number, and so it always begins anew. */
const NOWHERE: Placed = { place: 0, stay: -2, isNew: true };

/** Returns the place of a key, with which nothing changes. */
export function placeOf({ places, stays }: PlaceBook, key: Key): Placed {
  const place = places.get(key);
  return place === undefined ? NOWHERE : { place, stay: stays[place]!, isNew: false };
}

/** Returns the place of a key that comes. If it has none, it takes a free one, or the one of the key that came least recently. */
export function placeFor(book: PlaceBook, key: Key, capacity: number): Placed {
  const { places, stays } = book;
  const known = placeOf(book, key);
  if (!known.isNew) {
    // A map lists keys in the order in which they entered.
    places.delete(key);
    places.set(key, known.place);
    return known;
  }
  const place = places.size < capacity ? places.size : leaving(places);
  stays[place] = place < stays.length ? (stays[place]! + 1) % STAYS : 0;
  places.set(key, place);
  return { place, stay: stays[place]!, isNew: true };
}

/** Removes the key that came least recently, and returns its place. */
function leaving(places: Map<Key, number>): number {
  const [oldest] = places;
  places.delete(oldest![0]);
  return oldest![1];
}

/** Checks a book that is restored. */
export function checkPlaceBook({ places, stays }: PlaceBook, capacity: number, is: StateCheck): void {
  is.must(places.size <= capacity, `at most ${capacity} keys must have places`, places.size);
  is.must(stays.length === places.size, 'each place that was given must have a key', stays.length);
  for (const stay of stays)
    is.must(Number.isInteger(stay) && stay >= 0 && stay < STAYS, 'a stay must be a whole number below 2²⁴', stay);
  const free = new Set(stays.keys());
  for (const [key, place] of places) {
    const fits = typeof key === 'string' || (typeof key === 'number' && !Number.isNaN(key));
    is.must(fits, 'a key must be a string or a number', key);
    is.must(free.delete(place), 'the places must be the whole numbers from 0 on, each once', place);
  }
}
