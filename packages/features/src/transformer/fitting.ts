import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import type { CategoryKey } from '../columns/category-key.ts';
import { keyOf } from '../columns/category-key.ts';
import { numberOf } from '../columns/number-of.ts';
import { keysIn } from '../tables/keys-in.ts';
import { numbersIn } from '../tables/numbers-in.ts';
import type { Table } from '@thalweg/data';
import type { Entry, EntryState, Waiting } from './entry.ts';
import type { Fields } from './placed.ts';

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
