import { DataError } from '@thalweg/data';
import { nextTurn, now, ON_DEMAND } from '@thalweg/data/engine';
import { ContractError, key, randomInteger } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { BehaviorSubject, Observable, type Subscriber } from 'rxjs';
import { KeptState } from '../state/kept-state.ts';
import { type Stateful, withState } from '../state/stateful.ts';
import { connect } from './connect.ts';

/** The treatment of an item that finds the buffer full. */
export type WhenFull = 'dropOldest' | 'dropNewest' | 'sample' | 'error';

/** Options of {@link boundedBuffer}. */
export interface BoundedBufferOptions {
  /** The largest number of items that wait. */
  readonly capacity: number;
  /**
   * The treatment of an item when the buffer is full. `'sample'` replaces a waiting item by the n-th item since the buffer was
   * last empty with probability capacity / n, so that early and late ones are equally likely to stay; `'error'` ends the stream
   * with an error.
   */
  readonly whenFull: WhenFull;
  /** The seed of samples, 0 by default. */
  readonly seed?: number;
  /** Milliseconds after which the event loop gets a turn, 8 by default. */
  readonly sliceMs?: number;
}

/** The operator that {@link boundedBuffer} returns, with a count of dropped items; a snapshot keeps its state. */
export interface BoundedBuffer<T> extends Stateful<T, T> {
  /** The number of items dropped so far: the present value, then each new one. It completes when the stream ends or fails. */
  readonly dropped: Observable<number>;
}

interface Waiting<T> {
  items: T[];
  /** The number of items since the buffer was last empty. */
  came: number;
  dropped: number;
  /** The number of random draws. */
  drawn: number;
}

/**
 * Accepts items as fast as they are pushed and passes them on in turns of the event loop, so that the source never waits for
 * its subscribers. The number of waiting items is bounded, and an option says what happens when the buffer is full.
 *
 * When the source completes or fails, waiting items are passed on first. Waiting items are part of the state. A subscriber that
 * asks for items, such as a training in a worker, gets no more than it asked for; the buffer must be the last operator before it.
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
  const { capacity, whenFull, seed, sliceMs } = checked(options);
  const root = key(seed);
  const state = new KeptState<Waiting<T>>({
    name: 'boundedBuffer',
    settings: { capacity, whenFull, seed },
    initial: () => ({ items: [], came: 0, dropped: 0, drawn: 0 }),
    check({ items, came, dropped, drawn }, is) {
      is.counts({ came, dropped, drawn });
      is.must(items.length <= capacity, `at most ${capacity} items must wait`, items.length);
      is.must(items.length <= came, 'no more items must wait than came', items.length);
    },
  });
  const dropped = droppedCount();
  /** Stores an item, or drops one if the buffer is full. */
  const take = (item: T): void => {
    const waiting = state.now;
    const { items } = waiting;
    waiting.came++;
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
      const place = randomInteger(root, waiting.drawn++, waiting.came);
      // It replaces another, but is passed on after all earlier ones.
      if (place < capacity) {
        items.splice(place, 1);
        items.push(item);
      }
    }
    dropped.show(++waiting.dropped);
  };
  const next = (): T | undefined => {
    const waiting = state.now;
    const item = waiting.items.shift();
    if (waiting.items.length === 0) waiting.came = 0;
    return item;
  };
  const operator = withState<T, T>(state, source => {
    const passed = (demand$?: Observable<number>): Observable<T> =>
      new Observable(subscriber => {
        dropped.show(state.now.dropped);
        const waits = () => state.now.items.length > 0;
        passOn(source, subscriber, { take, next, waits, ended: dropped.end, sliceMs, demand$ });
      });
    return Object.assign(passed(), { [ON_DEMAND]: passed });
  });
  return Object.assign(operator, { dropped: dropped.count$ });
}

function checked(options: BoundedBufferOptions): Required<BoundedBufferOptions> {
  const chosen = optionsOf('boundedBuffer', options, {
    capacity: undefined,
    whenFull: undefined,
    seed: 0,
    sliceMs: 8,
  });
  const { capacity, whenFull } = chosen;
  oneOf('boundedBuffer: whenFull', whenFull, ['dropOldest', 'dropNewest', 'sample', 'error']);
  if (!Number.isSafeInteger(capacity) || capacity < 1)
    throw new ContractError(
      'boundedBuffer',
      'the capacity must be a whole number of at least 1',
      String(capacity),
      'Try 10_000.',
    );
  return chosen;
}

interface Passing<T> {
  readonly take: (item: T) => void;
  readonly next: () => T | undefined;
  readonly waits: () => boolean;
  /** Hears that the stream ends, before the subscriber does. */
  readonly ended: () => void;
  readonly sliceMs: number;
  /** Allows so many more items with each number; all without it. */
  readonly demand$?: Observable<number> | undefined;
}

function passOn<T>(source: Observable<T>, subscriber: Subscriber<T>, passing: Passing<T>): void {
  const { take, next, waits, ended, sliceMs, demand$ } = passing;
  let allowed = demand$ === undefined ? Infinity : 0;
  let cancel: (() => void) | undefined;
  let end: (() => void) | undefined;
  const slice = (): void => {
    cancel = undefined;
    const until = now() + sliceMs;
    while (waits() && allowed > 0 && !subscriber.closed) {
      allowed--;
      subscriber.next(next()!);
      if (now() >= until) break;
    }
    later();
  };
  const later = (): void => {
    if (subscriber.closed || cancel !== undefined) return;
    if (waits()) {
      if (allowed > 0) cancel = nextTurn(slice);
    } else if (end !== undefined) {
      ended();
      end();
    }
  };
  subscriber.add(() => cancel?.());
  subscriber.add(
    demand$?.subscribe(count => {
      allowed += count;
      later();
    }),
  );
  later();
  connect(source, subscriber, {
    next: item => {
      try {
        take(item);
      } catch (error) {
        ended();
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

/** The number of items that a buffer has dropped. */
interface DroppedCount {
  /** The present number, then each new one, until the stream of the buffer ends. */
  readonly count$: Observable<number>;
  /** Shows the number for a stream that goes on, or begins. */
  readonly show: (count: number) => void;
  /** Completes what shows the number, until the next stream begins. */
  readonly end: () => void;
}

/** Returns a number of dropped items that is 0 until it is shown. */
function droppedCount(): DroppedCount {
  let counts = new BehaviorSubject(0);
  let ended = false;
  return {
    count$: new Observable(subscriber => {
      if (ended) subscriber.next(counts.value);
      return counts.subscribe(subscriber);
    }),
    show(count) {
      if (ended) counts = new BehaviorSubject(count);
      else counts.next(count);
      ended = false;
    },
    end() {
      ended = true;
      counts.complete();
    },
  };
}
