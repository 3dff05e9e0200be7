import { ContractError, key, randomInteger } from '@thalweg/tensor';
import { DataError } from '@thalweg/data';
import { nextTurn, now } from '@thalweg/train/engine';
import { BehaviorSubject, Observable, type Subscriber } from 'rxjs';
import { KeptState } from '../state/kept-state.ts';
import { withState, type Stateful } from '../state/stateful.ts';
import { connect } from './connect.ts';

/** What becomes of an item that there is no room for. */
export type WhenFull = 'dropOldest' | 'dropNewest' | 'sample' | 'error';

/** Options of {@link boundedBuffer}. */
export interface BoundedBufferOptions {
  /** So many items wait at most. */
  readonly capacity: number;
  /**
   * What is done when it is full. `'sample'` puts the n-th item since the buffer was last empty in place of one that waits
   * with the chance capacity / n, so that early and late ones are as likely to stay; `'error'` ends the stream with an error.
   */
  readonly whenFull: WhenFull;
  /** The seed of samples, 0 by default. */
  readonly seed?: number;
  /** The event loop gets a turn after so many milliseconds, 8 by default. */
  readonly sliceMs?: number;
}

/** What {@link boundedBuffer} returns: an operator with a state to keep, and a count of what was dropped. */
export interface BoundedBuffer<T> extends Stateful<T, T> {
  /** How many items were dropped so far: now, and each time that it changes. */
  readonly dropped: Observable<number>;
}

interface Waiting<T> {
  items: T[];
  /** Items that came since the buffer was last empty. */
  came: number;
  dropped: number;
  /** Random numbers drawn. */
  drawn: number;
}

/**
 * Takes items as fast as they are pushed and passes them on in turns of the event loop, so that who pushes never waits for
 * what follows. What waits is bounded, and what is done when there is no more room has a name.
 *
 * What waits when the source completes or fails is passed on first. What waits is a part of its state.
 *
 * - **Throws** `ContractError` for a capacity that is no whole number of at least 1
 * - **Stream errors** `DataError` when it is full, with `whenFull: 'error'`
 * - **Source** Vitter, "Random Sampling with a Reservoir", 1985, algorithm R, for `'sample'`
 *
 * @example
 * const buffer = boundedBuffer({ capacity: 10_000, whenFull: 'dropOldest' });
 * buffer.dropped.subscribe(count => …);
 * socket$.pipe(buffer, learn(model, sgd()))
 */
export function boundedBuffer<T>(options: BoundedBufferOptions): BoundedBuffer<T> {
  const { capacity, whenFull, seed = 0, sliceMs = 8 } = options;
  if (!Number.isSafeInteger(capacity) || capacity < 1)
    throw new ContractError(
      'boundedBuffer',
      'the capacity must be a whole number of at least 1',
      String(capacity),
      'Try 10_000.',
    );
  const root = key(seed);
  const state = new KeptState<Waiting<T>>({
    name: 'boundedBuffer',
    settings: { capacity, whenFull, seed },
    initial: () => ({ items: [], came: 0, dropped: 0, drawn: 0 }),
  });
  const dropped = new BehaviorSubject(0);
  /** Takes an item in; whether there is room for it, or it took another's. */
  const take = (item: T): void => {
    const held = state.now;
    const { items } = held;
    held.came++;
    if (items.length < capacity) return void items.push(item);
    if (whenFull === 'error')
      throw new DataError(
        'boundedBuffer',
        `no more than ${capacity} items may wait`,
        'another',
        'Choose what to drop, or a larger capacity.',
      );
    if (whenFull === 'dropOldest') {
      items.shift();
      items.push(item);
    } else if (whenFull === 'sample') {
      const place = randomInteger(root, held.drawn++, held.came);
      // In place of another, but behind all that came before.
      if (place < capacity) {
        items.splice(place, 1);
        items.push(item);
      }
    }
    dropped.next(++held.dropped);
  };
  const next = (): T | undefined => {
    const held = state.now;
    const item = held.items.shift();
    if (held.items.length === 0) held.came = 0;
    return item;
  };
  const operator = withState<T, T>(
    state,
    source =>
      new Observable(subscriber => {
        dropped.next(state.now.dropped);
        passOn(source, subscriber, { take, next, waits: () => state.now.items.length > 0, sliceMs });
      }),
  );
  return Object.assign(operator, { dropped: dropped.asObservable() });
}

interface Passing<T> {
  readonly take: (item: T) => void;
  readonly next: () => T | undefined;
  readonly waits: () => boolean;
  readonly sliceMs: number;
}

function passOn<T>(source: Observable<T>, subscriber: Subscriber<T>, { take, next, waits, sliceMs }: Passing<T>): void {
  let cancel: (() => void) | undefined;
  let end: (() => void) | undefined;
  const slice = (): void => {
    cancel = undefined;
    const until = now() + sliceMs;
    while (waits() && !subscriber.closed) {
      subscriber.next(next()!);
      if (now() >= until) break;
    }
    later();
  };
  const later = (): void => {
    if (subscriber.closed || cancel !== undefined) return;
    if (waits()) cancel = nextTurn(slice);
    else end?.();
  };
  subscriber.add(() => cancel?.());
  later();
  connect(source, subscriber, {
    next: item => {
      try {
        take(item);
      } catch (error) {
        subscriber.error(error);
      }
      later();
    },
    error: error => {
      end = () => subscriber.error(error);
      later();
    },
    complete: () => {
      end = () => subscriber.complete();
      later();
    },
  });
}
