import { ContractError } from '@thalweg/tensor';
import type { CategoryParts } from '../columns/column-transform.ts';
import type { Entry, EntryState } from './entry.ts';
import {
  CategoryWriter,
  type ColumnOffsets,
  type ColumnWriter,
  HashWriter,
  NumberWriter,
  OrderedWriter,
} from './column-writers.ts';

/** The features of a row: how many there are, and who writes them where. */
export interface Layout {
  /** The number of features. */
  readonly width: number;
  /** The number of values of a row: as many as features if they are dense, fewer if they are sparse. */
  readonly stride: number;
  readonly columns: readonly ColumnWriter[];
}

/** Options of {@link layoutOf}. */
interface LayoutOptions {
  readonly sparse: boolean;
  /** Encodes targets by the rows before each row, which then are added to the state. */
  readonly ordered: boolean;
}

/** Returns the layout of columns with their states. Throws `ContractError` if a width is unknown before rows are read. */
function layoutOf(
  entries: readonly Entry[],
  states: readonly EntryState[],
  { sparse, ordered }: LayoutOptions,
): Layout {
  let [offset, slot] = [0, 0];
  const columns = entries.map((entry, i) => {
    const state = states[i]!;
    const width = widthOf(entry, state);
    if (isOrdinal(entry)) return writerOf(entry, state, { at: -1, offset: 0 }, ordered);
    const offsets = { at: sparse ? slot : offset, offset };
    offset += width;
    slot += entry.ends.family === 'number' ? width : 1;
    return writerOf(entry, state, offsets, ordered);
  });
  return { width: offset, stride: sparse ? slot : offset, columns };
}

/** True if the codes of a column are an own column. */
export function isOrdinal({ ends }: Entry): boolean {
  return ends.family === 'category' && ends.ordinal === true;
}

function writerOf(entry: Entry, state: EntryState, offsets: ColumnOffsets, ordered: boolean): ColumnWriter {
  if (entry.ends.family === 'number') return new NumberWriter(entry, state, offsets);
  if (entry.ends.family === 'hash') return new HashWriter(entry, offsets);
  if (ordered && entry.target !== undefined) return new OrderedWriter(entry, state, offsets);
  return new CategoryWriter(entry, state, offsets);
}

/** The number of features of a column, or of codes. */
export function widthOf({ name, ends }: Entry, { of }: EntryState): number {
  const width =
    ends.family === 'hash' ? 2 ** ends.bits : ends.family === 'number' ? ends.suffixes.length : ends.width(of);
  if (width !== undefined) return width;
  throw new ContractError(
    `columnTransformer: ${name}`,
    'the number of categories must be known',
    'no fit',
    'Fit it before: await features.fit(training); or along a stream, say how many there may be with { max }.',
  );
}

/** The names of the categories of an ordinal column, by their codes. */
export function categoriesOf(entry: Entry, state: EntryState): readonly string[] {
  const parts = entry.ends as CategoryParts;
  // A suffix is `=name`, or ` is other`.
  return Array.from({ length: widthOf(entry, state) }, (_, code) =>
    parts.suffix(state.of, code).replace(/^=| is /, ''),
  );
}

/** The layouts of a state: for applying it, and for learning. They are made once, and read the state again after it has learned. */
export class Layouts {
  readonly #entries: readonly Entry[];
  readonly #sparse: boolean;
  #columns: Readonly<Record<string, EntryState>> = {};
  #applying: Layout | undefined;
  #learning: Layout | undefined;
  /** True if the state has learned since the layout for applying was used. */
  #stale = false;

  constructor(entries: readonly Entry[], sparse: boolean) {
    this.#entries = entries;
    this.#sparse = sparse;
  }

  /** Returns the layout for applying a state. */
  applying(columns: Readonly<Record<string, EntryState>>): Layout {
    this.#use(columns);
    this.#applying ??= this.#layoutOf(entry => columns[entry.name]!, false);
    if (this.#stale) refresh(this.#applying);
    this.#stale = false;
    return this.#applying;
  }

  /**
   * Returns the layout for a record that a state learns, to be refreshed then: its targets are added to the state as they are
   * encoded.
   */
  learning(columns: Readonly<Record<string, EntryState>>): Layout {
    this.#use(columns);
    this.#learning ??= this.#layoutOf(entry => columns[entry.name]!, true);
    this.#stale = true;
    return this.#learning;
  }

  /** Returns a layout that learns targets from rows in their order, apart from the state, which has the rest. */
  ordered(columns: Readonly<Record<string, EntryState>>): Layout {
    return this.#layoutOf(entry => (entry.target === undefined ? columns[entry.name]! : entry.initial()), true);
  }

  /** Forgets the layouts of a state that was replaced. */
  #use(columns: Readonly<Record<string, EntryState>>): void {
    if (columns === this.#columns) return;
    this.#columns = columns;
    this.#applying = undefined;
    this.#learning = undefined;
  }

  #layoutOf(stateOf: (entry: Entry) => EntryState, ordered: boolean): Layout {
    return layoutOf(this.#entries, this.#entries.map(stateOf), { sparse: this.#sparse, ordered });
  }
}

function refresh({ columns }: Layout): void {
  for (const column of columns) column.refresh?.();
}
