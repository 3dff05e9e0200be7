import { DataError, Dataset, type DatasetIterator, type EpochIterator, type Table } from '@thalweg/data';
import { nextTurn, now } from '@thalweg/data/engine';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { isObservable, Observable, takeUntil, tap } from 'rxjs';
import { type CategoryKey, keyOf, numberOf } from '../columns/cells.ts';
import { keysIn, numbersIn } from '../columns/column-in.ts';
import type { Fields } from './column-writers.ts';
import type { Entry, EntryState, Waiting } from './entry.ts';

/** An entry with the state of a fit. */
interface Fitted {
  readonly entry: Entry;
  readonly state: EntryState;
  readonly waiting: Waiting;
}

/** A fit under way: rows are added, by records or by tables with the same result, and then it ends. */
export class Fitting {
  rows = 0;
  readonly #fitted: readonly Fitted[];
  readonly #targets: readonly string[];

  constructor(entries: readonly Entry[]) {
    this.#fitted = entries
      .filter(({ ends }) => ends.family !== 'hash')
      .map(entry => ({ entry, state: entry.initial(), waiting: { rows: 0, targets: 0 } }));
    this.#targets = entries.flatMap(({ target }) => target ?? []);
  }

  addRecord(record: Fields): void {
    for (const target of this.#targets) targetOf(target, record[target]);
    for (const { entry, state, waiting } of this.#fitted) {
      const { sources, target, readsNumbers } = entry;
      const source = sources[0]!;
      const sum = target === undefined ? 0 : targetOf(target, record[target]);
      if (readsNumbers) entry.addNumber(state, numberOf(source, record[source]), sum, waiting);
      else entry.addKey(state, keyOf(source, record[source]), 1, sum);
    }
    this.rows++;
  }

  addTable(table: Table): void {
    for (const one of this.#fitted) {
      const { target, readsNumbers } = one.entry;
      const targets = target === undefined ? undefined : numbersIn(table, target);
      if (targets !== undefined) for (let row = 0; row < table.rows; row++) targetOf(target!, targets[row]);
      if (readsNumbers) addNumbers(one, table, targets);
      else if (targets === undefined) countKeys(one, table);
      else addKeys(one, table, targets);
    }
    this.rows += table.rows;
  }

  /** Returns the states of the entries by name. */
  end(): Record<string, EntryState> {
    if (this.rows === 0)
      throw new DataError('fit', 'there must be rows', 'none', 'Is the source empty, or was it read before?');
    for (const { entry, state, waiting } of this.#fitted) entry.finish(state, waiting);
    return Object.fromEntries(this.#fitted.map(({ entry, state }) => [entry.name, state]));
  }
}

function addNumbers({ entry, state, waiting }: Fitted, table: Table, targets?: ArrayLike<number>): void {
  const numbers = numbersIn(table, entry.sources[0]!);
  for (let row = 0; row < table.rows; row++)
    entry.addNumber(state, numbers[row]!, targets === undefined ? 0 : targets[row]!, waiting);
}

/** Counts rows by code first: the order of categories does not matter to a count. */
function countKeys({ entry, state }: Fitted, table: Table): void {
  const keys = keysIn(table, entry.sources[0]!);
  if ('at' in keys) {
    for (let row = 0; row < table.rows; row++) entry.addKey(state, keys.at(row), 1, 0);
    return;
  }
  const { codes, categories } = keys;
  const counts = new Float64Array(categories.length + 1);
  for (let row = 0; row < table.rows; row++) counts[codes[row]! < 0 ? categories.length : codes[row]!]!++;
  for (let code = 0; code < counts.length; code++)
    if (counts[code]! > 0) entry.addKey(state, categories[code] ?? null, counts[code]!, 0);
}

function addKeys({ entry, state }: Fitted, table: Table, targets: ArrayLike<number>): void {
  const keys = keysIn(table, entry.sources[0]!);
  const keyAt = 'at' in keys ? keys.at : (row: number): CategoryKey => keys.categories[keys.codes[row]!] ?? null;
  for (let row = 0; row < table.rows; row++) entry.addKey(state, keyAt(row), 1, targets[row]!);
}

/** Returns the target of a row. */
function targetOf(name: string, cell: unknown): number {
  const target = numberOf(name, cell);
  if (target - target === 0) return target;
  throw new DataError(
    `column ${name}`,
    'the target of a row must be a finite number',
    printed(cell),
    'Leave rows without a target out of the fit, as with filter.',
  );
}

/** Options of {@link fitSource}. */
interface FitSourceOptions {
  /** Throws for a first record that lacks a field. */
  readonly checkFields: (record: Fields) => void;
  readonly signal: Aborting | undefined;
}

/**
 * Adds the rows of a source to a fit: those of the first epoch of a dataset, as tables if it has them, or all that an observable
 * emits.
 */
export async function fitSource(
  fitting: Fitting,
  source: Observable<object>,
  { checkFields, signal }: FitSourceOptions,
): Promise<void> {
  if (!isObservable(source))
    throw new ContractError(
      'fit',
      'the source must be a dataset or an observable',
      printed(source),
      'Try fromIterable(rows).',
    );
  const tables = source instanceof Dataset ? (source as Dataset<object>).reader.tables : undefined;
  if (tables !== undefined) return eachPulled(tables.read(0, 0), table => fitting.addTable(table), signal);
  const add = (record: object): void => {
    if (fitting.rows === 0) checkFields(record as Fields);
    try {
      fitting.addRecord(record as Fields);
    } catch (error) {
      throw inRow(error, fitting.rows);
    }
  };
  return eachItem(source, add, signal);
}

/** The error of a row, with its number. */
function inRow(error: unknown, row: number): unknown {
  if (!(error instanceof DataError) || error.row !== undefined) return error;
  const { subject, requirement, given, advice } = error;
  return new DataError(subject, requirement, `${given} in row ${row}`, advice, { row, cause: error });
}

/** Learns all columns of a record but targets. If a cell does not fit, it throws, and has learned nothing. */
export function learnRecord(
  entries: readonly Entry[],
  states: Readonly<Record<string, EntryState>>,
  record: Fields,
): void {
  const cells = entries.map(entry => checkedCell(entry, states[entry.name]!, record));
  entries.forEach((entry, i) => {
    if (entry.target === undefined) learnCell(entry, states[entry.name]!, cells[i]!);
  });
}

function learnCell(entry: Entry, state: EntryState, cell: CategoryKey): void {
  if (entry.readsNumbers) entry.addNumber(state, cell as number, 0);
  else entry.addKey(state, cell, 1, 0);
  entry.follow(state, cell);
}

function checkedCell(entry: Entry, state: EntryState, record: Fields): CategoryKey {
  const { sources, target, readsNumbers } = entry;
  if (target !== undefined) checkTarget(target, record);
  for (const source of sources.slice(1)) keyOf(source, record[source]);
  const source = sources[0]!;
  const cell = readsNumbers ? numberOf(source, record[source]) : keyOf(source, record[source]);
  entry.admit(state, cell);
  return cell;
}

/** A target may be missing, as one that is not known yet. */
function checkTarget(name: string, record: Fields): void {
  const target = numberOf(name, record[name]);
  if (target - target === 0 || target !== target) return;
  throw new DataError(
    `column ${name}`,
    'a target must be finite',
    String(target),
    'Leave such rows out, or repair them.',
  );
}

/** The part of an AbortSignal that is used. */
export interface Aborting {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Milliseconds after which the event loop gets a turn. */
const SLICE_MS = 8;

/**
 * Passes the items of the first epoch of a dataset, or of any other observable, to `take`. A dataset is pulled in slices of
 * time. Rejects if the signal aborts, and releases the source then.
 */
async function eachItem<T>(source: Observable<T>, take: (item: T) => void, signal?: Aborting): Promise<void> {
  refuseAborted(signal);
  if (!(source instanceof Dataset)) return pushed(source, take, signal);
  const iterator: DatasetIterator<T> = (source as Dataset<T>).open();
  const first = (): T | undefined | Promise<T | undefined> => {
    const item = iterator.next();
    const inFirst = (one: T | undefined): T | undefined => (iterator.offset.epoch > 0 ? undefined : one);
    return item instanceof Promise ? item.then(inFirst) : inFirst(item);
  };
  await eachPulled({ next: first, close: () => iterator.close() }, take, signal);
}

/** Passes all items of an iterator to `take`, in slices of time. */
async function eachPulled<T>(
  iterator: Pick<EpochIterator<T>, 'next' | 'close'>,
  take: (item: T) => void,
  signal?: Aborting,
): Promise<void> {
  // A pending read settles when its iterator is closed.
  const close = (): void => iterator.close?.();
  signal?.addEventListener('abort', close);
  try {
    let began = now();
    for (;;) {
      const answer = iterator.next();
      const item = answer instanceof Promise ? await answer : answer;
      refuseAborted(signal);
      if (item === undefined) return;
      take(item);
      if (now() - began < SLICE_MS) continue;
      await new Promise<void>(resolve => void nextTurn(resolve));
      refuseAborted(signal);
      began = now();
    }
  } finally {
    signal?.removeEventListener('abort', close);
    close();
  }
}

function pushed<T>(source: Observable<T>, take: (item: T) => void, signal?: Aborting): Promise<void> {
  return new Promise((resolve, reject) => {
    const watched = signal === undefined ? source : source.pipe(takeUntil(aborted(signal)));
    watched.pipe(tap(take)).subscribe({ error: reject, complete: resolve });
  });
}

/** An observable that fails when the signal aborts. */
function aborted(signal: Aborting): Observable<never> {
  return new Observable(subscriber => {
    const abort = (): void => subscriber.error(reasonOf(signal));
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
}

function refuseAborted(signal?: Aborting): void {
  if (signal?.aborted === true) throw reasonOf(signal);
}

/** Returns the error that a signal aborts with; a reason that is no error is named in one. */
function reasonOf({ reason }: Aborting): Error {
  if (reason instanceof Error) return reason;
  return new ContractError(
    'fit',
    'it must be left to end',
    `abort(${printed(reason)})`,
    'Abort with an Error, or none.',
  );
}
