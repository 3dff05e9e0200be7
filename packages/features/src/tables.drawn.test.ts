import { takenRuns } from '@thalweg/drawn';
import { batch, fromIterable, shuffle, type Dataset, type Offset, type Table, type TableColumn } from '@thalweg/data';
import { fromTables } from '@thalweg/data/engine';
import { Tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bucketize,
  columnTransformer,
  dateParts,
  hash,
  impute,
  minMax,
  missingIndicator,
  oneHot,
  ordinal,
  passThrough,
  quantileTransform,
  standardize,
  targetEncode,
  type ColumnTransforms,
} from './index.ts';

interface Row {
  readonly id: number;
  readonly amount: number;
  readonly city: string | null;
  readonly text: string | null;
  readonly flag: boolean | null;
  readonly late: number;
}

const row = fc.record<Row>({
  id: fc.integer({ min: -3, max: 3 }),
  amount: fc.oneof(
    fc.constant(NaN),
    fc.integer({ min: -9, max: 9 }).map(x => x / 3),
  ),
  city: fc.constantFrom('Rome', 'Oslo', 'Bern', null),
  text: fc.constantFrom('a', 'b', '', null),
  flag: fc.constantFrom(true, false, null),
  late: fc.integer({ min: 0, max: 9 }).map(x => x / 7),
});
const blocks = fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

const filled = impute('median');
const dense = {
  id: standardize(),
  amount: [filled, standardize()],
  range: minMax({ from: 'id', clip: true }),
  spread: quantileTransform({ from: 'id', quantiles: 5 }),
  gap: missingIndicator({ from: 'amount' }),
  textGap: missingIndicator({ from: 'text' }),
  city: oneHot({ unknown: 'other', minCount: 2 }),
  text: oneHot(),
  flag: oneHot(),
  code: ordinal({ from: 'city' }),
  number: ordinal({ from: 'id' }),
  bucket: [impute(0, { from: 'amount' }), bucketize([-1, 0, 2])],
  plain: passThrough({ from: 'id' }),
  when: dateParts({ from: 'amount', parts: ['minute'] }),
  mean: targetEncode({ target: 'late', from: 'city', smoothing: 2 }),
  textMean: targetEncode({ target: 'late', from: 'text' }),
} satisfies ColumnTransforms;
const hashed = {
  text: hash({ bits: 6 }),
  id: hash({ bits: 4, sign: true }),
  pair: hash({ bits: 5, sign: true, from: ['city', 'id', 'text'] }),
} satisfies ColumnTransforms;

/** The rows in tables, each of which has its own list of cities. */
function tablesOf(blocks: readonly (readonly Row[])[]): Dataset<Row> {
  const scalar = (data: TableColumn['data'], dtype?: 'float32'): TableColumn => ({ data, shape: [], dtype });
  const table = (rows: readonly Row[], at: number): Table => {
    const categories = ['Oslo', 'Rome', 'Bern', 'Lima'].slice(at % 2).concat(at % 2 === 1 ? ['Oslo'] : []);
    return {
      rows: rows.length,
      columns: {
        id: scalar(
          Float64Array.from(rows, ({ id }) => id),
          'float32',
        ),
        amount: scalar(
          Float64Array.from(rows, ({ amount }) => amount),
          'float32',
        ),
        city: { ...scalar(Int32Array.from(rows, ({ city }) => categories.indexOf(city!))), categories },
        text: scalar(rows.map(({ text }) => text)),
        flag: scalar(rows.map(({ flag }) => flag)),
        late: scalar(
          Float64Array.from(rows, ({ late }) => late),
          'float32',
        ),
      },
    };
  };
  return fromTables<Row>({
    read(_, index) {
      let at = 0;
      let dropped = index;
      const next = (): Table | undefined => {
        const rows = blocks[at++];
        if (rows === undefined) return undefined;
        const rest = rows.slice(dropped);
        dropped = Math.max(0, dropped - rows.length);
        return rest.length === 0 ? next() : table(rest, at);
      };
      return { next };
    },
  });
}

const plain = (value: unknown): unknown =>
  value instanceof Tensor
    ? [value.dtype, value.shape, [...value.data]]
    : ArrayBuffer.isView(value)
      ? [...(value as never)]
      : value;

async function all(data: Dataset<object>, offset?: Offset): Promise<unknown[]> {
  const items: unknown[] = [];
  const iterator = data.open(offset);
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next())
    items.push(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)])));
  return items;
}

const outputs = fc.constantFrom('dense' as const, 'sparse' as const);
const cases = fc.record({ blocks, output: outputs, ordered: fc.boolean(), size: fc.integer({ min: 1, max: 4 }) });

test('tables give the same bits as records, in states, records and batches', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ blocks, output, ordered, size }) => {
      const columns: ColumnTransforms = output === 'dense' ? dense : { ...dense, ...hashed };
      const make = () => columnTransformer(columns, { output, keep: ['late'] });
      fc.pre(blocks.flat().some(({ amount }) => !Number.isNaN(amount)));
      const tables = tablesOf(blocks);
      const records = fromIterable(() => blocks.flat());
      const [byTables, byRecords] = await Promise.all([make().fit(tables), make().fit(records)]);
      expect(byTables.save().values).toEqual(byRecords.save().values);
      expect(byTables.rows).toBe(blocks.flat().length);
      const [one, other] = [tables.pipe(byTables.apply({ ordered })), records.pipe(byRecords.apply({ ordered }))];
      expect(one.reader.tables).toBeDefined();
      const expected = await all(other);
      expect(await all(one)).toEqual(expected);
      const batches = await all(other.pipe(batch(size)));
      expect(await all(one.pipe(batch(size)))).toEqual(batches);
      const shuffled = shuffle({ seed: 3, window: 3 });
      expect(await all(one.pipe(shuffled, batch(size)))).toEqual(await all(other.pipe(shuffled, batch(size))));
      for (let index = 0; index <= expected.length; index++)
        for (const data of [one, other]) expect(await all(data, { epoch: 0, index })).toEqual(expected.slice(index));
      for (let index = 0; index <= batches.length; index++)
        expect(await all(one.pipe(batch(size)), { epoch: 0, index })).toEqual(batches.slice(index));
    }),
    { numRuns: takenRuns(150) },
  );
});

test('a learned stream is the same as a fit, where nothing depends on the order', async () => {
  const columns = {
    id: standardize(),
    range: minMax({ from: 'id' }),
    mean: targetEncode({ target: 'late', from: 'city' }),
  };
  await fc.assert(
    fc.asyncProperty(blocks, async blocks => {
      const [fitted, learned] = [columnTransformer(columns), columnTransformer(columns)];
      await fitted.fit(fromIterable(blocks.flat()));
      fromIterable(blocks.flat()).pipe(learned.learn()).subscribe();
      expect(learned.save()).toEqual(fitted.save());
    }),
    { numRuns: takenRuns(100) },
  );
});
