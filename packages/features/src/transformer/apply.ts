import { Dataset, map, type Reader, type Reading, type Table, type Tables } from '@thalweg/data';
import { afterRows, derived } from '@thalweg/data/engine';
import { inSlices } from '../tables/in-slices.ts';
import { defer, map as mapStream, type Observable } from 'rxjs';

/** Transforms rows: each record, or tables of them, with the same result. */
export interface RowTransform {
  readonly record: (record: object) => object;
  readonly table: (table: Table) => Table;
  /** Returns the most rows of a table that is transformed at once. */
  readonly mostRows: () => number;
}

type Operator = (source: Observable<object>) => Observable<object>;

/** Returns the operator that transforms each record, or each table where a dataset has them. */
export function applyAlways(transform: RowTransform): Operator {
  return source => {
    const records = (map(transform.record) as Operator)(source);
    return source instanceof Dataset && records instanceof Dataset
      ? withTables(records as Dataset<object>, tablesOf(source as Dataset<object>, transform))
      : records;
  };
}

/** Returns the operator that transforms the rows of each epoch in their order, each epoch by a new transform. */
export function applyOrdered(begin: () => RowTransform): Operator {
  return source => {
    if (!(source instanceof Dataset)) return defer(() => source.pipe(mapStream(begin().record)));
    const data = source as Dataset<object>;
    const records = data.derive(reader =>
      derived(reader, reader.length, (from, epoch, index) => inOrder(from.read(epoch, 0), begin().record, index)),
    );
    return withTables(records, data.reader.tables && orderedTables(data.reader.tables, begin));
  };
}

function withTables(records: Dataset<object>, tables: Tables | undefined): Dataset<object> {
  return tables === undefined ? records : records.derive((reader): Reader<object> => ({ ...reader, tables }));
}

function tablesOf({ reader }: Dataset<object>, { table, mostRows }: RowTransform): Tables | undefined {
  if (reader.tables === undefined) return undefined;
  const slices = inSlices(reader.tables, mostRows);
  return reader.tables.derive((epoch, index, place) => changed(slices.read(epoch, index, place), table));
}

/** A reading that goes on at a row has to read those before it, so it gives no place. */
function orderedTables(tables: Tables, begin: () => RowTransform): Tables {
  return tables.derive((epoch, index) => {
    const { table, mostRows } = begin();
    const inFull = changed(inSlices(tables, mostRows).read(epoch, 0), table);
    const reading: Reading<Table> = { next: () => inFull.next(), close: () => inFull.close?.() };
    return index === 0 ? reading : afterRows(reading, index);
  });
}

function changed(reading: Reading<Table>, change: (table: Table) => Table): Reading<Table> {
  const use = (table: Table | undefined): Table | undefined => (table === undefined ? undefined : change(table));
  return {
    next() {
      const table = reading.next();
      return table instanceof Promise ? table.then(use) : use(table);
    },
    place: () => reading.place?.(),
    close: () => reading.close?.(),
  };
}

/** Returns a reading of what a step makes of each item, without the first `skipped`. */
function inOrder(reading: Reading<object>, step: (item: object) => object, skipped: number): Reading<object> {
  let left = skipped;
  const taken = (item: object | undefined): object | undefined => (item === undefined ? undefined : step(item));
  const next = (): object | undefined | Promise<object | undefined> => {
    for (;;) {
      const item = reading.next();
      if (item instanceof Promise)
        return item.then(item => went(taken(item)) ?? (item === undefined ? undefined : next()));
      const made = went(taken(item));
      if (made !== undefined || item === undefined) return made;
    }
  };
  /** Leaves out an item that was read before. */
  const went = (made: object | undefined): object | undefined => (left > 0 && left-- > 0 ? undefined : made);
  return { next, close: () => reading.close?.() };
}
