import { Dataset } from '@thalweg/data';
import { mappedOnce } from '@thalweg/data/engine';
import { input, type Input } from '@thalweg/graph';
import type { Preprocessing, PreprocessingCall } from '@thalweg/model';
import { KeptState, type Features } from '@thalweg/online';
import { ContractError, type Shape } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { StateError, type Json, type Savable, type Saved } from '@thalweg/train';
import { map as mapStream, type Observable } from 'rxjs';
import { applyAlways, applyOrdered, Output, type OutputOptions, type RowTransform } from './apply.ts';
import { type Entry, type EntryState, evolveColumns } from './entry.ts';
import type { FitOptions } from './fit-options.ts';
import { fitSource, Fitting, learnRecord } from './fitting.ts';
import { categoriesOf, isOrdinal, type Layout, Layouts, widthOf } from './layout.ts';
import type { Fields } from './column-writers.ts';

/** The state of a transformer. */
interface State {
  rows: number;
  columns: Record<string, EntryState>;
}

type Operator = (source: Observable<object>) => Observable<object>;

/** A transformer of columns to features. */
export class Transformer implements Preprocessing {
  readonly #entries: readonly Entry[];
  readonly #options: OutputOptions;
  readonly #output: Output;
  readonly #state: KeptState<State>;
  /** True if rows are needed before it is applied. */
  readonly #learns: boolean;
  readonly #layouts: Layouts;
  /** The columns that a restored state was added without. */
  #unlearned: readonly Entry[] = [];
  /** The reader of the dataset that was fitted. */
  #fittedOn: WeakRef<object> | undefined;

  constructor(entries: readonly Entry[], options: OutputOptions) {
    const { into, sparse, dtype } = options;
    this.#entries = entries;
    this.#options = options;
    this.#output = new Output(entries, options);
    this.#layouts = new Layouts(entries, sparse);
    this.#learns = entries.some(entry => entry.learns);
    this.#state = new KeptState<State>({
      name: 'columnTransformer',
      settings: { columns: entries.map(({ settings }) => settings), into, sparse, dtype },
      initial: () => ({ rows: 0, columns: Object.fromEntries(entries.map(entry => [entry.name, entry.initial()])) }),
      check(state, is) {
        is.counts({ rows: state.rows });
        for (const entry of entries) entry.check(state.columns[entry.name]!, is);
      },
      evolve: (state: State, change) => evolveColumns(state, { entries, output: { into, sparse, dtype } }, change),
    });
  }

  get rows(): number {
    return this.#state.now.rows;
  }

  get width(): number {
    return this.#present().width;
  }

  get names(): readonly string[] {
    return this.#entries.flatMap(entry => {
      const { name, ends } = entry;
      const state = this.#stateOf(entry);
      if (isOrdinal(entry)) return [];
      if (ends.family === 'number') return ends.suffixes.map(suffix => name + suffix);
      return Array.from({ length: widthOf(entry, state) }, (_, index) =>
        ends.family === 'hash' ? `${name}#${index}` : name + ends.suffix(state.of, index),
      );
    });
  }

  categories(name: string): readonly string[] {
    const entry = this.#entries.find(entry => entry.name === name && isOrdinal(entry));
    if (entry !== undefined) return categoriesOf(entry, this.#stateOf(entry));
    throw new ContractError(
      'columnTransformer: categories',
      'it must name a column with ordinal()',
      `'${name}'`,
      `Those are ${
        this.#entries
          .filter(isOrdinal)
          .map(entry => entry.name)
          .join(', ') || 'none'
      }.`,
    );
  }

  input(axis?: string): Features {
    const { into, sparse, dtype } = this.#options;
    const { width, stride } = this.#present();
    const rows: readonly string[] = axis === undefined ? [] : [axis];
    if (!sparse) return input(into, [...rows, width], { dtype }) as unknown as Features;
    const shape = [...rows, stride];
    const unique = axis === undefined;
    return {
      indices: input(`${into}.indices`, shape, { dtype: 'int32', unique }) as Input<Shape> as Input,
      values: input(`${into}.values`, shape, { dtype }) as Input<Shape> as Input,
      size: width,
    };
  }

  async fit(source: Observable<object>, options?: FitOptions): Promise<this> {
    const { signal, columns: names } = optionsOf('fit', options, { signal: undefined, columns: undefined });
    const fitting = new Fitting(names === undefined ? this.#entries : this.#named(names));
    await fitSource(fitting, source, { signal, checkFields: record => this.#output.checkRead(record) });
    const { rows, columns } = this.#state.now;
    this.#state.now = {
      rows: names === undefined ? fitting.rows : rows || fitting.rows,
      columns: { ...columns, ...fitting.end() },
    };
    this.#unlearned = this.#unlearned.filter(({ name }) => !(names?.includes(name) ?? true));
    this.#fittedOn = source instanceof Dataset ? new WeakRef((source as Dataset<object>).reader) : undefined;
    return this;
  }

  apply(options?: { readonly ordered?: boolean }): Operator {
    const { ordered } = optionsOf('apply', options, { ordered: undefined });
    if (ordered === true) return applyOrdered(() => this.#orderedTransform());
    const apply = applyAlways({
      record: record => this.#output.record(record as Fields, this.#ready()),
      table: table => this.#output.table(table, this.#ready()),
      mostRows: () => mostRowsOf(this.#ready()),
    });
    return source => {
      if (ordered === undefined && source instanceof Dataset) this.#refuseLeak((source as Dataset<object>).reader);
      return apply(source);
    };
  }

  get reading(): Operator {
    return this.apply();
  }

  applyTo(record: object): object {
    return this.#output.single(record as Fields, this.#ready());
  }

  describe(): PreprocessingCall {
    const { into, sparse, dtype, keep } = this.#options;
    const columns = this.#entries.map(({ name, calls }) => ({ name, transforms: calls }));
    const options = { into, output: sparse ? 'sparse' : 'dense', dtype, ...(keep === undefined ? {} : { keep }) };
    return { kind: 'columnTransformer', arguments: [columns, options] };
  }

  summary(): Readonly<Record<string, Json>> {
    return Object.fromEntries(this.#entries.map(entry => [entry.name, entry.summary(this.#stateOf(entry))]));
  }

  learn(): Operator {
    const step = (record: object): object => this.#learn(record as Fields);
    return source =>
      source instanceof Dataset
        ? (source as Dataset<object>).derive(reader => mappedOnce(reader, step))
        : source.pipe(mapStream(step));
  }

  fresh(): Transformer {
    return new Transformer(this.#entries, this.#options);
  }

  save(): Saved {
    return this.#state.save();
  }

  prepare(...given: Parameters<Savable['prepare']>): () => void {
    const put = this.#state.prepare(...given);
    return () => {
      put();
      const { rows, columns } = this.#state.now;
      this.#unlearned = rows === 0 ? [] : this.#entries.filter(entry => entry.isEmpty(columns[entry.name]!));
    };
  }

  /** Throws `ContractError` for the rows of the fit, if targets are encoded. */
  #refuseLeak(reader: object): void {
    const encoding = this.#entries.find(({ target }) => target !== undefined);
    if (encoding === undefined || this.#fittedOn?.deref() !== reader) return;
    throw new ContractError(
      `columnTransformer: ${encoding.name}`,
      'rows that were fitted must not see their own target',
      'the dataset of the fit',
      'Call apply({ ordered: true }) to train on it, or apply({ ordered: false }) if that is no matter.',
    );
  }

  /** Returns the entries of some columns. Throws `ContractError` for a name of none. */
  #named(names: readonly string[]): Entry[] {
    const known = this.#entries.map(({ name }) => name);
    for (const name of names) oneOf('columnTransformer: fit', name, known, 'columns');
    return this.#entries.filter(({ name }) => names.includes(name));
  }

  #stateOf(entry: Entry): EntryState {
    return this.#state.now.columns[entry.name]!;
  }

  /** Returns what transforms the rows of one epoch in their order: it learns targets from them, apart from the state. */
  #orderedTransform(): RowTransform {
    this.#checkReady();
    const layout = this.#layouts.ordered(this.#state.now.columns);
    return {
      record: record => this.#output.record(record as Fields, layout),
      table: table => this.#output.table(table, layout),
      mostRows: () => mostRowsOf(layout),
    };
  }

  /** Learns all but targets, transforms, and learns targets as they are encoded. */
  #learn(record: Fields): object {
    const state = this.#state.now;
    this.#output.checkFirst(record);
    const layout = this.#layouts.learning(state.columns);
    learnRecord(this.#entries, state.columns, record);
    if (this.#unlearned.length > 0) this.#unlearned = [];
    layout.columns.forEach(column => column.refresh?.());
    state.rows++;
    return this.#output.record(record, layout);
  }

  #present(): Layout {
    return this.#layouts.applying(this.#state.now.columns);
  }

  /** The layout for applying it. */
  #ready(): Layout {
    this.#checkReady();
    return this.#present();
  }

  #checkReady(): void {
    const [added] = this.#unlearned;
    if (added !== undefined)
      throw new StateError(
        'columnTransformer',
        `the column ${added.name} must be fitted before it is applied`,
        'no rows of it: the restored state was saved without it',
        `Call await features.fit(training, { columns: ['${added.name}'] }), or learn() on a stream.`,
      );
    if (this.rows > 0 || !this.#learns) return;
    throw new StateError(
      'columnTransformer',
      'it must be fitted before it is applied',
      'no rows',
      'Call await features.fit(training), or restore a snapshot.',
    );
  }
}

/** The rows that are transformed at once have up to 2²⁰ values, 4 MB. */
function mostRowsOf({ stride }: Layout): number {
  return Math.max(256, Math.floor(2 ** 20 / Math.max(1, stride)));
}
