import { input, type Input } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Preprocessing } from '@thalweg/model';
import type { Savable } from '@thalweg/train';
import { map, type Observable } from 'rxjs';
import { keyReader } from '../records/key.ts';
import { checkField } from '../records/check-field.ts';
import { copyOf } from '../records/copy-of.ts';
import type { WithFields } from '../records/known-fields.ts';
import { eachOnce } from '../state/each-once.ts';
import { KeptState } from '../state/kept-state.ts';
import { evolvePlaceBook } from './evolve-place-book.ts';
import { checkPlaceBook, placeFor, placeOf, type PlaceBook, type Placed } from './place-book.ts';

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
  /** The same operator, without giving places away: a key without one gets a stay that always begins anew. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<WithPlace<R, F>>;
  /** Returns a record as `reading` does, at once. */
  applyTo<R extends object>(record: R): WithPlace<R, F>;
  /** The place of a record's key, from 0 to capacity − 1. */
  readonly place: Input<readonly []>;
  /** The number of the key's stay at its place. */
  readonly stay: Input<readonly []>;
  /** True for the first record of a stay. */
  readonly isNew: Input<readonly []>;
  readonly capacity: number;
}

/**
 * Gives the key of each record a place in tables of bounded length, so that one model follows many streams at once: with
 * `recurrent(cell, { keys })`, each key has its own carry. When all places are taken, a new key takes that of the key
 * that came least recently; this key begins anew if it comes back. An event costs the same for ten keys as for ten thousand.
 *
 * The operator writes `key/place`, `key/stay` and `key/isNew` into a copy of each record, with the name of the field for
 * `key`. A carry begins anew when the number of the stay differs from the one with which it was written last. So it does even
 * if the first record of a stay was never learned, because it was skipped or failed. Before `batch`, leave out a key that is a
 * string: batches have numbers. A snapshot must have the operator beside the learning, as both know the numbers of the stays.
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
  const state = new KeptState<PlaceBook>({
    name: 'perKey',
    settings: { field, capacity },
    initial: () => ({ places: new Map(), stays: [] }),
    check: (book, is) => checkPlaceBook(book, capacity, is),
    evolve: (book: PlaceBook, change) => evolvePlaceBook(book, { field, capacity }, change),
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
function withPlaces(field: string): (record: object, placed: Placed) => object {
  const [place, stay, isNew] = ['place', 'stay', 'isNew'].map(part => `${field}/${part}`) as [string, string, string];
  return (record, placed) => {
    const copy = copyOf(record);
    copy[place] = placed.place;
    copy[stay] = placed.stay;
    copy[isNew] = placed.isNew;
    return copy;
  };
}
