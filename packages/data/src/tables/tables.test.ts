import { Tensor, type TypedArray } from '@thalweg/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atOnce } from '../core/at-once.ts';
import { fromTables } from './from-tables.ts';
import {
  batch,
  epochs,
  fromIterable,
  map,
  shuffle,
  skip,
  take,
  type Dataset,
  type Offset,
  type Table,
} from '../index.ts';
import { rest } from '../testing/rest.ts';
import { tablesOfSizes, type Row } from '../testing/tables-of-sizes.ts';

type Step = (source: Dataset<Row>) => Dataset<Row>;

const small = fc.integer({ min: 1, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 12 })).map(([seed, window]): Step => shuffle({ seed, window })),
  small.map((n): Step => take(n * 3)),
  small.map((n): Step => skip(n)),
  small.map(
    (n): Step =>
      data =>
        data.epochs * n > 6 ? data : data.pipe(epochs(n)),
  ),
);
const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 });
const options = fc.record({ known: fc.boolean(), places: fc.boolean(), later: fc.boolean() });

const plain = (item: unknown): unknown => (item instanceof Tensor ? item.toString() : item);
const shown = (item: unknown): unknown =>
  Object.fromEntries(Object.entries(item as object).map(([name, value]) => [name, plain(value)]));

async function all(data: Dataset<unknown>, offset?: Offset): Promise<unknown[]> {
  const items: unknown[] = [];
  const iterator = data.open(offset);
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) items.push(shown(item));
  return items;
}

const numbers = map(({ id, value, vector }: Row) => ({ id, value, vector }));

test('operators on tables give what they give on records', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, options, fc.array(step, { maxLength: 3 }), small, async (sizes, options, steps, size) => {
      const tables = tablesOfSizes(sizes, options);
      const records = fromIterable(epoch => tablesOfSizes(sizes).records(epoch));
      const pipe = (data: Dataset<Row>): Dataset<Row> => steps.reduce((data, step) => step(data), data);
      expect(await all(pipe(tables.data))).toEqual(await all(pipe(records)));
      const batches = (data: Dataset<Row>): Dataset<unknown> => pipe(data).pipe(numbers, batch(size));
      const direct = pipe(tables.numbers as unknown as Dataset<Row>).pipe(batch(size));
      expect(await all(direct)).toEqual(await all(batches(records)));
    }),
    { numRuns: 200 },
  );
});

test('from the offset after any number of items, exactly the following items come', async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      options,
      fc.array(step, { maxLength: 3 }),
      fc.option(small),
      async (sizes, options, steps, size) => {
        const { data, numbers } = tablesOfSizes(sizes, options);
        const start = size === null ? data : (numbers as unknown as Dataset<Row>);
        const rows = steps.reduce((data, step) => step(data), start);
        const piped: Dataset<unknown> = size === null ? rows : rows.pipe(batch(size));
        const expected = await all(piped);
        const iterator = piped.open();
        for (let read = 0; read <= expected.length; read++) {
          const offset = JSON.parse(JSON.stringify(iterator.offset)) as Offset;
          expect(await all(piped, offset)).toEqual(expected.slice(read));
          await iterator.next();
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('no row is left after more rows were skipped than taken', () => {
  const { data } = tablesOfSizes([1, 4]);
  const none = data.pipe(take(3), skip(4), shuffle({ seed: 1, window: 2 }));
  expect(rest(none.open())).toEqual([]);
});

test('a table makes no record where only batches are read', () => {
  const { numbers } = tablesOfSizes([5, 5]);
  const { reader } = numbers.pipe(shuffle({ seed: 1, window: 3 }), take(8));
  expect(reader.tables).toBeDefined();
  const iterator = numbers.pipe(batch(4)).open();
  const first = atOnce(iterator.next())! as unknown as Record<string, Tensor>;
  expect(first['vector']!.shape).toEqual([4, 2]);
  const next = atOnce(iterator.next(first as never))! as unknown as Record<string, Tensor>;
  expect(next['id']!.data).toBe(first['id']!.data);
});

test('a text in a batch is refused as in a batch of records', () => {
  const { data } = tablesOfSizes([2, 1]);
  const message = "collate: field city: must be a number, boolean, array of numbers or tensor, got 'Rome' in row 0. ";
  expect(() => data.pipe(batch(2)).open().next()).toThrow(message);
  expect(() => fromIterable(rest(data.open())).pipe(batch(2)).open().next()).toThrow(message);
});

test('a window merges the categories of tables that have lists of their own', () => {
  const table = (codes: number[], categories: string[]): Table => ({
    rows: codes.length,
    columns: { city: { data: Int32Array.from(codes), shape: [], dtype: undefined, categories } },
  });
  const given = [table([0, 1, -1], ['Rome', 'Oslo']), table([1, 0], ['Rome', 'Bern']), table([0], ['Oslo'])];
  const cities = fromTables<{ city: string | null }>({ read: () => ({ next: () => given.shift() }) });
  const seen = rest(cities.pipe(shuffle({ seed: 2, window: 2 })).open()).map(({ city }) => city);
  expect(seen.sort()).toEqual(['Bern', 'Oslo', 'Oslo', 'Rome', 'Rome', null]);
});

test('tables that differ in the shape of a column are refused', () => {
  const table = (data: TypedArray, width: number): Table => ({
    rows: 2,
    columns: { x: { data, shape: [width], dtype: 'float32' } },
  });
  const given = [table(new Float32Array(4), 2), table(new Float32Array(6), 3)];
  const data = fromTables({ read: () => ({ next: () => given.shift() }) });
  expect(() => data.pipe(batch(3)).open().next()).toThrow(
    'collate: field x: tables must be alike, float32 [2] as the first, got float32 [3] in row 2.',
  );
});

test('closing an iterator closes the iterator of the tables', () => {
  for (const pipe of [batch(1), shuffle({ seed: 1, window: 2 }), take(3), map((row: object) => row)]) {
    let open = 0;
    const data = fromTables<Record<string, number>>({
      read: () => {
        open++;
        const column = { data: new Float64Array(4), shape: [], dtype: 'float32' as const };
        return { next: () => ({ rows: 4, columns: { x: column } }), close: () => void open-- };
      },
    });
    const iterator = (pipe as (data: Dataset<Record<string, number>>) => Dataset<unknown>)(data).open();
    atOnce(iterator.next());
    iterator.close();
    expect(open).toBe(0);
  }
});
