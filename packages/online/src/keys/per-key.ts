import { input, type Input } from '@thalweg/graph';
import type { Preprocessing } from '@thalweg/model';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Savable } from '@thalweg/train';
import { map, type Observable } from 'rxjs';
import { checkField, copyOf, type Key, keyReader } from '../records/fields.ts';
import type { WithFields } from '../records/known-fields.ts';
import { eachOnce } from '../state/each-once.ts';
import { fitSize } from '../state/differences.ts';
import { KeptState } from '../state/kept-state.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import type { StateCheck } from '../state/state-check.ts';

/** Options of {@link perKey}. */
export interface PerKeyOptions {
  /** The largest number of keys that have a place at a time, at least 1. */
  readonly capacity: number;
}

/** A record with the place of its key, in fields whose names begin with that of the key. */
export type WithPlace<R, F extends string> = R & {
  readonly [K in `${F}/place` | `${F}/stay`]: number;
} & { readonly [K in `${F}/isNew`]: boolean };

/** The operator that {@link perKey} returns, with the inputs of a circuit that read what it writes; a snapshot keeps its state. */
export interface PerKey<F extends string> extends Preprocessing {
  <R extends object>(source: WithFields<R, F>): Observable<WithPlace<R, F>>;
  /** The same operator, without giving places away: a key without one gets a generation that always begins anew. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<WithPlace<R, F>>;
  /** Returns a record as `reading` does, at once. */
  applyTo<R extends object>(record: R): WithPlace<R, F>;
  /** The place of a record's key, from 0 to capacity − 1. */
  readonly place: Input<readonly []>;
  /** The generation of the place: how many keys had it before. */
  readonly stay: Input<readonly []>;
  /** True for the first record of a generation. */
  readonly isNew: Input<readonly []>;
  readonly capacity: number;
}

/**
 * Gives the key of each record a place in tables of bounded length, so that one model follows many streams at once: with
 * `recurrent(cell, { keys })`, each key has its own carry. When all places are taken, a new key takes that of the key
 * that came least recently; this key begins anew if it comes back. An event costs the same for ten keys as for ten thousand.
 *
 * The operator writes `key/place`, `key/stay` and `key/isNew` into a copy of each record, with the name of the field for `key`.
 * Each time that a key takes a place, a new generation of the place begins; its number is the stay. A carry begins anew when the
 * generation differs from the one with which it was written last, even if the first record of a generation was skipped or
 * failed. Before `batch`, leave out a key that is a string: batches have numbers. A snapshot must have the operator beside the
 * learning, as both keep the generations.
 *
 * - **Reading** `.reading` gives no places away. It is for predictions only: a step that learns from its records would give
 *   all unknown keys one carry
 * - **Throws** `ContractError` for a capacity that is no whole number from 1 to 2²⁴
 * - **Stream errors** `DataError` for a record without a key, or with one that is neither a string nor a number
 *
 * @example
 * const users = perKey('user', { capacity: 10_000 });
 * const clicks = input('clicks', [8]).pipe(recurrent(gruCell(16), { keys: users }));
 * events$.pipe(users, learn(logisticRegression(clicks, input('bought', [])), adam()))
 */
export function perKey<const F extends string>(field: F, options: PerKeyOptions): PerKey<F> {
  const { capacity } = optionsOf('perKey', options, { capacity: undefined });
  checkField('perKey', field);
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 24)
    throw new ContractError(
      'perKey',
      'capacity must be a whole number from 1 to 2²⁴',
      String(capacity),
      'Try { capacity: 10_000 }.',
    );
  const state = new KeptState<KeyTable>({
    name: 'perKey',
    settings: { field, capacity },
    initial: () => ({ places: new Map(), stays: [] }),
    check: (table, is) => checkKeyTable(table, capacity, is),
    evolve: (table: KeyTable, change) => evolveKeyTable(table, { field, capacity }, change),
  });
  const write = withPlaces(field);
  const keyOf = keyReader<object>('perKey', field);
  const operator = eachOnce((record: object) => write(record, placeFor(state.now, keyOf(record), capacity)));
  return Object.assign(operator, {
    reading: map((record: object) => write(record, placeOf(state.now, keyOf(record)))),
    applyTo: (record: object) => write(record, placeOf(state.now, keyOf(record))),
    describe: () => ({ kind: 'perKey', arguments: [field, { capacity }] }),
    place: input(`${field}/place`, []),
    stay: input(`${field}/stay`, []),
    isNew: input(`${field}/isNew`, [], 'bool'),
    capacity,
    save: () => state.save(),
    prepare: (...given: Parameters<Savable['prepare']>) => state.prepare(...given),
  }) as unknown as PerKey<F>;
}

/** Returns a function that writes a place into a copy of a record. */
function withPlaces(field: string): (record: object, given: KeyPlace) => object {
  const [place, stay, isNew] = ['place', 'stay', 'isNew'].map(part => `${field}/${part}`) as [string, string, string];
  return (record, given) => {
    const copy = copyOf(record);
    copy[place] = given.place;
    copy[stay] = given.stay;
    copy[isNew] = given.isNew;
    return copy;
  };
}

/** The number of generations of a place before they are counted from 0 again: float32 counts so far. */
const GENERATIONS = 2 ** 24;

/** The places of keys in tables of bounded length. */
interface KeyTable {
  /** The place of each key, the one that came least recently first. */
  readonly places: Map<Key, number>;
  /** The generation of each place that was given: how many keys had it before. */
  readonly stays: number[];
}

/** The place of the key of a record. */
interface KeyPlace {
  readonly place: number;
  /** The generation of the place, a number that no other key at that place has. */
  readonly stay: number;
  /** True for the first record of a generation. */
  readonly isNew: boolean;
}

/** The place of a key that has none: no place has its generation, and so it always begins anew. */
const NO_PLACE: KeyPlace = { place: 0, stay: -2, isNew: true };

/** Returns the place of a key, with which nothing changes. */
function placeOf({ places, stays }: KeyTable, key: Key): KeyPlace {
  const place = places.get(key);
  return place === undefined ? NO_PLACE : { place, stay: stays[place]!, isNew: false };
}

/** Returns the place of a key that comes. If it has none, it takes a free one, or the one of the key that came least recently. */
function placeFor(table: KeyTable, key: Key, capacity: number): KeyPlace {
  const { places, stays } = table;
  const known = placeOf(table, key);
  if (!known.isNew) {
    // A map lists keys in the order in which they entered.
    places.delete(key);
    places.set(key, known.place);
    return known;
  }
  const place = places.size < capacity ? places.size : leaving(places);
  stays[place] = place < stays.length ? (stays[place]! + 1) % GENERATIONS : 0;
  places.set(key, place);
  return { place, stay: stays[place]!, isNew: true };
}

/** Removes the key that came least recently, and returns its place. */
function leaving(places: Map<Key, number>): number {
  const [oldest] = places;
  places.delete(oldest![0]);
  return oldest![1];
}

/** Checks a table that is restored. */
function checkKeyTable({ places, stays }: KeyTable, capacity: number, is: StateCheck): void {
  is.must(places.size <= capacity, `at most ${capacity} keys must have places`, places.size);
  is.must(stays.length === places.size, 'each place that was given must have a key', stays.length);
  for (const stay of stays)
    is.must(Number.isInteger(stay) && stay >= 0 && stay < GENERATIONS, 'a stay must be a whole number below 2²⁴', stay);
  const free = new Set(stays.keys());
  for (const [key, place] of places) {
    const fits = typeof key === 'string' || (typeof key === 'number' && !Number.isNaN(key));
    is.must(fits, 'a key must be a string or a number', key);
    is.must(free.delete(place), 'the places must be the whole numbers from 0 on, each once', place);
  }
}

/** The settings of a table of keys. */
interface TableSettings {
  readonly field: string;
  readonly capacity: number;
}

/** Returns the table for another capacity. Keys whose place is beyond a smaller one lose it, as its row is cut off. */
function evolveKeyTable(
  { places, stays }: KeyTable,
  { field, capacity }: TableSettings,
  { was, fitting, allowing }: OtherSettings,
): KeyTable | undefined {
  const then = was as unknown as TableSettings;
  if (then.field !== field) return undefined;
  const kept = new Map([...places].filter(([, place]) => place < capacity));
  const gone = places.size - kept.size;
  const lost = gone === 0 ? undefined : `${gone} keys`;
  fitSize({ name: 'capacity', from: then.capacity, to: capacity, lost }, { fitting, allowing });
  return { places: kept, stays: stays.slice(0, capacity) };
}
