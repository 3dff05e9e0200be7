import type { Entry, EntryState } from './entry.ts';
import { layoutOf, type Layout } from './layout.ts';

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
