import { DataError } from '@thalweg/data';
import type { OtherSettings, StateCheck } from '@thalweg/online';
import type { Json } from '@thalweg/train';
import type { CategoryKey } from '../columns/cells.ts';
import type { ColumnTransform, FillParts, TransformParts } from '../columns/column-transform.ts';

/** The state of an entry: of the transform that fills in, and of the last one. */
export interface EntryState {
  fill: object;
  of: object;
}

/** The rows of a fit whose number is missing: they are added when the number that fills them in is known. */
export interface Waiting {
  rows: number;
  targets: number;
}

type NumberMap = (x: number) => number;

/** The transforms of one column, one after another: numbers are mapped, filled in, mapped, and the last one makes features. */
export class Entry {
  readonly name: string;
  /** The fields that are read. */
  readonly sources: readonly string[];
  readonly settings: Json;
  /** The calls that make its transforms again. */
  readonly calls: readonly Json[];
  readonly ends: TransformParts['ends'];
  /** True if it reads numbers, false if it reads categories. */
  readonly readsNumbers: boolean;
  readonly #fill: FillParts | undefined;
  readonly #before: readonly NumberMap[];
  readonly #after: readonly NumberMap[];

  constructor(name: string, chain: readonly ColumnTransform[], calls: readonly Json[]) {
    const last = chain[chain.length - 1]!;
    const at = chain.findIndex(({ parts }) => parts.fill !== undefined);
    const maps = (from: number, to: number): NumberMap[] => chain.slice(from, to).map(({ parts }) => parts.map!);
    this.name = name;
    this.calls = calls;
    this.sources = chain[0]!.from ?? [name];
    this.settings = [name, [...this.sources], ...chain.map(({ name, parts }) => [name, parts.settings])];
    this.ends = last.parts.ends;
    this.#fill = chain[at]?.parts.fill;
    this.#before = maps(0, at < 0 ? chain.length - 1 : at);
    this.#after = at < 0 ? [] : maps(at + 1, chain.length - 1);
    const { ends } = this;
    this.readsNumbers =
      chain.length > 1 || ends.family === 'number' || (ends.family === 'category' && ends.numeric === true);
  }

  /** The field of the target, if it learns one. */
  get target(): string | undefined {
    return this.ends.family === 'category' ? this.ends.target : undefined;
  }

  initial(): EntryState {
    const { ends } = this;
    return { fill: this.#fill?.initial() ?? {}, of: ends.family === 'hash' ? {} : ends.initial() };
  }

  /** True if numbers go to the last transform unchanged. */
  get isDirect(): boolean {
    return this.#before.length === 0 && this.#fill === undefined;
  }

  /** True if it has a state. */
  get learns(): boolean {
    const { fill, of } = this.initial();
    return Object.keys(fill).length + Object.keys(of).length > 0;
  }

  /** True if it makes no number yet, as it has learned none. */
  isEmpty({ of }: EntryState): boolean {
    return this.learns && this.ends.family === 'number' && this.ends.isEmpty(of);
  }

  /** Throws `DataError` for a cell of a stream that could not be transformed after it was learned. */
  admit(state: EntryState, cell: CategoryKey): void {
    const { ends } = this;
    if (!this.readsNumbers) {
      if (ends.family === 'category') ends.admit?.(state.of, cell, this.sources[0]!);
      return;
    }
    const known = this.numberFor(state, cell as number);
    if (ends.family === 'category') ends.admit?.(state.of, known === known ? known : null, this.sources[0]!);
    else if (ends.family === 'number' && !(ends.writesMissing === true && known !== known)) this.checked(known);
  }

  /** Returns a number that is neither missing nor infinite. Throws `DataError` for any other. */
  checked(x: number): number {
    if (x - x === 0) return x;
    if (x === x) return checked(this.sources[0]!, x);
    const { name, sources } = this;
    throw new DataError(
      `column ${sources[0]}`,
      'a number must not be missing',
      'NaN',
      `Fill it in: { ${name}: [impute('median'), …] }, with { ${name}Missing: missingIndicator({ from: '${sources[0]}' }) } beside it if that means something.`,
    );
  }

  /** Returns the number that the last transform gets for one of the column; `NaN` if it is missing and not filled in. */
  numberFor(state: EntryState, x: number): number {
    const known = through(this.#before, x);
    return known === known || this.#fill === undefined ? through(this.#after, known) : this.#filled(state);
  }

  /** Adds a number. One that is missing waits where the rows of a fit are counted for it. */
  addNumber(state: EntryState, x: number, target: number, waiting?: Waiting): void {
    const known = through(this.#before, x);
    if (this.#fill === undefined) return this.#add(state, known, 1, target);
    if (known === known) {
      this.#fill.add(state.fill, checked(this.sources[0]!, known));
      if (waiting === undefined) this.#fill.follow?.(state.fill);
      this.#add(state, through(this.#after, known), 1, target);
    } else if (waiting === undefined) this.#add(state, this.#filled(state), 1, target);
    else {
      waiting.rows++;
      waiting.targets += target;
    }
  }

  /** Adds rows of a category. */
  addKey(state: EntryState, key: CategoryKey, rows: number, targets: number): void {
    if (this.ends.family === 'category') this.ends.add(state.of, key, rows, targets);
  }

  /** Ends a fit, in which some rows waited. */
  finish(state: EntryState, { rows, targets }: Waiting): void {
    this.#fill?.finish?.(state.fill);
    if (this.#fill !== undefined && Number.isNaN(this.#filled(state))) throw noNumber(this.sources[0]!);
    if (rows > 0) this.#add(state, this.#filled(state), rows, targets);
    const { ends } = this;
    if (ends.family !== 'hash') ends.finish?.(state.of);
    if (ends.family === 'number' && ends.isEmpty(state.of)) throw noNumber(this.sources[0]!);
  }

  /** Goes on along a stream, after a cell was added. */
  follow(state: EntryState, cell: number | CategoryKey): void {
    const { ends } = this;
    if (ends.family === 'number') ends.follow?.(state.of);
    if (ends.family !== 'category' || ends.follow === undefined) return;
    const key = this.readsNumbers ? this.numberFor(state, cell as number) : cell;
    ends.follow(state.of, key === key ? key : null);
  }

  /** Returns what is known of the data of the column. */
  summary({ fill, of }: EntryState): Readonly<Record<string, Json>> {
    const { ends, sources } = this;
    return {
      from: [...sources],
      ...this.#fill?.summary?.(fill),
      ...(ends.family === 'hash' ? {} : ends.summary?.(of)),
    };
  }

  check(state: EntryState, is: StateCheck): void {
    this.#fill?.check?.(state.fill, is);
    if (this.ends.family !== 'hash') this.ends.check?.(state.of, is);
  }

  #filled(state: EntryState): number {
    return through(this.#after, this.#fill!.value(state.fill));
  }

  #add(state: EntryState, x: number, rows: number, targets: number): void {
    const { ends } = this;
    if (ends.family === 'category') ends.add(state.of, x === x ? x : null, rows, targets);
    else if (ends.family === 'number' && x === x) ends.add(state.of, checked(this.sources[0]!, x), rows);
  }
}

function through(maps: readonly NumberMap[], x: number): number {
  let mapped = x;
  for (let i = 0; i < maps.length; i++) mapped = maps[i]!(mapped);
  return mapped;
}

/** Returns a number that is finite. */
function checked(column: string, x: number): number {
  if (x - x === 0) return x;
  throw new DataError(`column ${column}`, 'numbers must be finite', String(x), 'Leave such rows out, or repair them.');
}

function noNumber(column: string): DataError {
  return new DataError(`column ${column}`, 'there must be a number to fit', 'none', 'Leave the column out.');
}

/** The columns of a transformer, and the settings of its output. */
interface Present {
  readonly entries: readonly Entry[];
  readonly output: Readonly<Record<'into' | 'sparse' | 'dtype', Json>>;
}

/** The state of a transformer. */
interface State {
  readonly rows: number;
  readonly columns: Readonly<Record<string, EntryState>>;
}

/**
 * Returns the state of other columns as one of the present ones; `undefined` if the output differs. A column with the same
 * transforms keeps what it has learned.
 */
export function evolveColumns(
  { rows, columns }: State,
  { entries, output }: Present,
  { was, fitting, allowing }: OtherSettings,
): object | undefined {
  const { columns: settings, ...others } = was as unknown as { readonly columns: readonly Json[] } & Present['output'];
  if (JSON.stringify(others) !== JSON.stringify(output)) return undefined;
  const then = settings.map(one => JSON.stringify(one));
  const now = entries.map(entry => JSON.stringify(entry.settings));
  const nameOf = (one: string): string => (JSON.parse(one) as readonly [string])[0];
  for (const one of now)
    if (then.includes(one)) fitting.restored(nameOf(one));
    else fitting.initialized(nameOf(one), allowing("missing: 'initial'"));
  for (const one of then) if (!now.includes(one)) fitting.dropped(nameOf(one), allowing("extra: 'drop'"));
  const states = entries.map((entry, i) => [
    entry.name,
    then.includes(now[i]!) ? columns[entry.name] : entry.initial(),
  ]);
  return { rows, columns: Object.fromEntries(states) as object };
}
