import { DataError } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { Observable, startWith, Subject, type Subscriber } from 'rxjs';
import { copyOf, type Key, keyReader } from '../records/fields.ts';
import { KeptState } from '../state/kept-state.ts';
import { type Stateful, withState } from '../state/stateful.ts';
import { connect, type Listener } from '../streams/connect.ts';
import { checkJoin, evolveJoin, readEarlierJoin, readJoin, type SavedJoin, writeJoin } from './saved-join.ts';
import type { LabelCounts } from './label-counts.ts';
import { emptyJoin, giveUpAll, type Join, labelComes, recordComes } from './label-join.ts';

/** Options of {@link joinLabels}. */
export interface JoinLabelsOptions<R, L> {
  /** The field that matches labels to records, or a function that reads the key from either. */
  readonly key: (keyof R & keyof L & string) | ((item: R | L) => Key);
  /** The longest wait of a record for its label, and of a label for its record: in records, or in units of `time`. */
  readonly within: number;
  /** The largest number of waiting records and labels, and of finished keys that are remembered. */
  readonly capacity: number;
  /** The time of a record; by default its number. A record from before the last one counts as of the same time. */
  readonly time?: ((record: R) => number) | undefined;
  /** The longest jump of `time` that one record may cause; `within` by default, `Infinity` to believe every time. */
  readonly maxJump?: number | undefined;
  /** Returns a label for a record without one in time, such as a click that never happened; by default the record is dropped. */
  readonly otherwise?: ((record: R) => L) | undefined;
}

/** The operator that {@link joinLabels} returns, with counts of records and labels; a snapshot keeps its state. */
export interface LabelJoin<R, L> extends Stateful<R, R & L> {
  /** The present counts, then each new ones. */
  readonly counts: Observable<LabelCounts>;
}

/**
 * Holds records until their label arrives, and then emits the fields of both: features from the time of the record, which
 * the present model learns. The number of waiting items is bounded, and every case has a result and a count
 * ({@link LabelCounts}):
 *
 * - a label in time: the record is emitted with it, at once
 * - no label in time: `missing`; the record is dropped, or emitted with the label that `otherwise` returns
 * - a label after that: `late`, dropped
 * - a second label for a record: `duplicate`, dropped, so that every record is learned at most once
 * - a label before its record: held, and joined when the record arrives; else `unmatched`
 * - a second record with the same key: `repeated`, dropped
 * - no room: the item that waits longest is dropped, as `evicted` or `unmatched`
 *
 * A time more than `maxJump` ahead is counted as `farAhead` and moves the clock only if the next record is that far ahead
 * too, to the earlier of both; so a pause costs one record, and a wrong time nothing. The clock goes back only when more
 * records are `maxJump` behind it than have agreed with it, so a wrong time that several records share does no lasting harm.
 *
 * Late and duplicate labels are distinguished for as many keys as `capacity`. The operator completes when no label can match
 * any more: when both streams have completed, or when the records have and none waits.
 *
 * - **Throws** `ContractError` for a `within` or a `maxJump` below 0, or a `capacity` below 1
 * - **Stream errors** those of either stream, errors of `key`, `time` or `otherwise`, and `DataError` for an item without a
 *   key, or a record without a time
 *
 * @example
 * payments$.pipe(joinLabels(chargebacks$, { key: 'id', within: 10_000, capacity: 20_000 }), learn(model, sgd()))
 */
export function joinLabels<R extends object, L extends object>(
  labels$: Observable<L>,
  options: JoinLabelsOptions<R, L>,
): LabelJoin<R, L> {
  const chosen = optionsOf('joinLabels', options, {
    key: undefined,
    within: undefined,
    capacity: undefined,
    time: undefined,
    maxJump: undefined,
    otherwise: undefined,
  });
  const { within, capacity, time } = chosen;
  const { maxJump = time === undefined ? Infinity : within } = chosen;
  check('within', within >= 0, within, 10_000);
  check('maxJump', maxJump >= 0, maxJump, 10_000);
  check('capacity', capacity >= 1, capacity, 20_000);
  const settings = { within: within === Infinity ? null : within, capacity };
  const state = new KeptState<Join<R, L>>({
    name: 'joinLabels',
    settings,
    evolve: (saved: SavedJoin, change) => evolveJoin(saved, settings, change),
    initial: emptyJoin<R, L>,
    write: writeJoin,
    read: readJoin,
    readEarlier: readEarlierJoin,
    check: (join, is) => checkJoin(join, capacity, is),
  });
  const changes = new Subject<LabelCounts>();
  const tell = (): void => {
    if (changes.observed) changes.next(countsOf(state.now));
  };
  const operator = withState<R, R & L>(
    state,
    records$ =>
      new Observable(subscriber => joined({ records$, labels$, subscriber, state, tell, ...chosen, maxJump })),
  );
  const counts = new Observable<LabelCounts>(subscriber =>
    changes.pipe(startWith(countsOf(state.now))).subscribe(subscriber),
  );
  return Object.assign(operator, { counts });
}

interface Joining<R, L> extends JoinLabelsOptions<R, L> {
  readonly maxJump: number;
  readonly records$: Observable<R>;
  readonly labels$: Observable<L>;
  readonly subscriber: Subscriber<R & L>;
  readonly state: KeptState<Join<R, L>>;
  /** Emits the changed counts. */
  readonly tell: () => void;
}

function joined<R extends object, L extends object>(parts: Joining<R, L>): void {
  const { records$, labels$, subscriber, state, tell, key, time, otherwise } = parts;
  const keyOf = keyReader<R | L>('joinLabels', key);
  const emit = (record: R, label: L): void => subscriber.next(Object.assign(copyOf(record), label) as R & L);
  const givenUp: R[] = [];
  /** Emits records that were given up. The counts come first: an emission may fail. */
  const giveUp = (): void => {
    tell();
    for (let record = givenUp.shift(); record !== undefined; record = givenUp.shift())
      if (otherwise !== undefined) emit(record, otherwise(record));
  };
  const open = { records: true, labels: true };
  const ended = (which: keyof typeof open) => (): void => {
    open[which] = false;
    endIfDone();
  };
  const endIfDone = (): void => {
    if (open.records || (open.labels && state.now.records.size > 0) || subscriber.closed) return;
    giveUpAll(state.now, parts, givenUp);
    giveUp();
    subscriber.complete();
  };
  const error = (failure: unknown): void => subscriber.error(failure);
  const label = (next: L): void => {
    const record = labelComes(state.now, [keyOf(next), next], parts);
    tell();
    if (record !== undefined) emit(record, next);
    endIfDone();
  };
  const record = (next: R): void => {
    const { now } = state;
    const found = recordComes(
      now,
      [keyOf(next), next],
      time === undefined ? now.counts.records : checkTime(time(next)),
      parts,
      givenUp,
    );
    giveUp();
    if (found !== undefined) emit(next, found);
  };
  const turn = serialize(subscriber);
  const listener = <T>(next: (item: T) => void, which: keyof typeof open): Listener<T> => ({
    next: turn(next),
    error: turn(error),
    complete: turn(ended(which)) as () => void,
  });
  // Labels first: if both have one source, a label finds the records before it.
  connect(labels$, subscriber, listener(label, 'labels'));
  if (!subscriber.closed) connect(records$, subscriber, listener(record, 'records'));
}

function countsOf({ counts, records, labels }: Join<unknown, unknown>): LabelCounts {
  return { ...counts, waitingRecords: records.size, waitingLabels: labels.size };
}

function check(name: string, holds: boolean, given: number, example: number): void {
  if (!holds)
    throw new ContractError(
      'joinLabels',
      `${name} must be at least ${name === 'capacity' ? 1 : 0}`,
      String(given),
      `Try ${example}.`,
    );
}

/** Returns a time. Throws `DataError` for what is no number; the clock does not move for NaN. */
function checkTime(time: number): number {
  if (typeof time === 'number') return time;
  throw new DataError('joinLabels', 'the time of a record must be a number', printed(time), 'Check the option time.');
}

/**
 * Returns a function that makes handlers run one at a time: an arrival that is pushed while another is handled waits until
 * that is done. Waiting arrivals are dropped when the subscriber leaves.
 */
function serialize(subscriber: Subscriber<unknown>): <T>(handle: (arrival: T) => void) => (arrival: T) => void {
  const waiting: (() => void)[] = [];
  let busy = false;
  return <T>(handle: (arrival: T) => void) =>
    (arrival: T): void => {
      if (busy) return void waiting.push(() => handle(arrival));
      busy = true;
      try {
        handle(arrival);
        while (waiting.length > 0 && !subscriber.closed) waiting.shift()!();
      } finally {
        busy = false;
      }
    };
}
