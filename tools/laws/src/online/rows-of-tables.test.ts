import {
  batch,
  fromIterable,
  mapField,
  shuffle,
  skip,
  take,
  type Dataset,
  type Table,
  type TableColumn,
} from '@thalweg/data';
import { afterRows, fromTables } from '@thalweg/data/engine';
import { input } from '@thalweg/graph';
import { logLoss } from '@thalweg/metrics';
import {
  hashFeatures,
  type HashFeaturesOptions,
  learn,
  learnRows,
  logisticRegression,
  progressive,
  sparse,
} from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { Tensor } from '@thalweg/tensor';
import { type Parts, restore, snapshot } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import fc from 'fast-check';
import { lastValueFrom, take as takeFirst, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';

interface Row {
  readonly id: number;
  readonly amount: number;
  readonly city: string | null;
  readonly word: unknown;
  readonly text: string;
  readonly late: number;
}

const row = fc.record<Row>({
  id: fc.oneof(fc.constantFrom(NaN, -1, 4096, 0.5, -0), fc.integer({ min: 0, max: 9 })),
  amount: fc.oneof(fc.constantFrom(NaN, 0, -0, 1e-40), fc.integer({ min: -9, max: 9 }).map(x => x / 3)), // prettier-ignore
  city: fc.constantFrom('Rome', 'Oslo', 'Bern', null),
  word: fc.constantFrom('a', 'b', '', null, undefined, true, 3, 0, ['a', 'b'], [1, 2]),
  text: fc.constantFrom('', 'one two one', 'two', 'a b c d e f g'),
  late: fc.constantFrom(0, 1),
});

const CITIES = ['Oslo', 'Rome', 'Bern', 'Lima'];

/** The rows in tables, each of which has its own list of cities. */
function inTables(blocks: readonly (readonly Row[])[]): Dataset<Row> {
  const scalar = (data: TableColumn['data'], dtype?: 'float32'): TableColumn => ({ data, shape: [], dtype });
  const tables = blocks.map((rows, at): Table => {
    const categories = [...CITIES.slice(at % 4), ...CITIES.slice(0, at % 4)];
    return {
      rows: rows.length,
      columns: {
        id: scalar(Float64Array.from(rows, ({ id }) => id), 'float32'),
        amount: scalar(Float64Array.from(rows, ({ amount }) => amount), 'float32'),
        city: { ...scalar(Int32Array.from(rows, ({ city }) => (city === null ? -1 : categories.indexOf(city)))), categories },
        word: scalar(rows.map(({ word }) => word)),
        text: scalar(rows.map(({ text }) => text)),
        late: scalar(Float64Array.from(rows, ({ late }) => late), 'float32'),
      },
    }; // prettier-ignore
  });
  return fromTables<Row>({ read: (_, index) => skipping(tables, index) });
}

/** Returns an iterator of tables after some rows. */
function skipping(tables: readonly Table[], index: number): ReturnType<typeof afterRows> {
  const rest = [...tables];
  const all = { next: () => rest.shift() };
  return index === 0 ? all : afterRows(all, index);
}

const scalars = ['id', 'amount', 'city'] as const;
const options = fc.record({
  bits: fc.constantFrom(2, 18),
  fields: fc.constantFrom<string[]>([], ['amount', 'city'], ['amount', 'word', 'gone'], ['id']),
  names: fc.constantFrom<string[]>(['city'], ['id', 'amount'], ['word']),
  text: fc.constantFrom<string[]>([], ['text']),
  crosses: fc.constantFrom<[string, string][]>([], [['city', 'id']], [['amount', 'word'], ['city', 'city']]), // prettier-ignore
  signed: fc.boolean(),
  unitLength: fc.boolean(),
  keep: fc.constantFrom<string[] | undefined>(undefined, ['late'], [...scalars]),
});

const blocks = fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });

/** The items of a dataset, with tensors as arrays. */
function shown(items: readonly object[]): unknown[] {
  return items.map(item =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [name, value instanceof Tensor ? [value.dtype, value.shape, [...value.data]] : value]), // prettier-ignore
    ),
  );
}

const read = (data: unknown): Promise<object[]> => lastValueFrom((data as Dataset<object>).pipe(toArray() as never));

describe('hashFeatures of tables', () => {
  it('makes the batches that it makes of records', async () => {
    await fc.assert(
      fc.asyncProperty(blocks, options, fc.integer({ min: 1, max: 6 }), async (given, how, size) => {
        const hashed = hashFeatures({ ...how, missing: 'allow' } as HashFeaturesOptions<'features'>);
        const pick = hashFeatures({ ...how, keep: ['late'], missing: 'allow' } as HashFeaturesOptions<'features'>);
        const rows = given.flat();
        expect(shown(await read(inTables(given).pipe(hashed as never)))).toEqual(
          shown(await read(fromIterable(rows).pipe(hashed as never))),
        );
        const batches = (data: Dataset<Row>): Promise<object[]> => read((data.pipe(pick as never) as Dataset<Row>).pipe(batch(size))); // prettier-ignore
        expect(shown(await batches(inTables(given)))).toEqual(shown(await batches(fromIterable(rows))));
      }),
      { numRuns: 60 },
    );
  });

  it('makes the batches of records also behind shuffle, skip and take', async () => {
    await fc.assert(
      fc.asyncProperty(blocks, fc.integer({ min: 1, max: 6 }), async (given, size) => {
        const hashed = hashFeatures({ bits: 6, fields: ['amount', 'city'], text: ['text'], keep: ['late'] });
        const behind = (data: Dataset<Row>): Promise<object[]> =>
          read(
            (data.pipe(hashed as never) as Dataset<Row>).pipe(skip(1), shuffle({ seed: 1, window: 3 }), take(7), batch(size)), // prettier-ignore
          );
        expect(shown(await behind(inTables(given)))).toEqual(shown(await behind(fromIterable(given.flat()))));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what it refuses in records', async () => {
    const bad = [{ id: 1, amount: Infinity, city: null, word: null, text: '', late: 0 }];
    const errorOf = (data: Dataset<Row>): Promise<unknown> =>
      read((data.pipe(hashFeatures({ bits: 4, fields: ['amount'], keep: ['late'] }) as never) as Dataset<Row>).pipe(batch(1))).catch((error: Error) => error.message); // prettier-ignore
    expect(await errorOf(inTables([bad]))).toEqual(await errorOf(fromIterable(bad)));
  });
});

const many: Row[] = Array.from({ length: 300 }, (_, i) => ({
  id: i % 13,
  amount: i % 5 === 0 ? 0 : Math.sin(i),
  city: CITIES[(i * 7) % 5] ?? null,
  word: null,
  text: '',
  late: Number(Math.sin(i) > 0.3),
}));

const model = () => logisticRegression(sparse('features', { bits: 10 }), input('late', []));

const hashing = { bits: 10, fields: ['amount', 'city'], names: ['id'], crosses: [['city', 'id']], keep: ['late'] } as const; // prettier-ignore

/** The parameters and states of a learning. */
const tensorsOf = (part: Parts[string]): object => snapshot({ part }).parts['part']!.tensors;

describe.each([
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
])('rows of tables, learned in batches, %s', (_, runner) => {
  const measured = () => progressive(logLoss(), { every: Infinity });
  const tables = (): Dataset<Row> => inTables([many.slice(0, 100), many.slice(100, 103), many.slice(103)]);
  const hashed = (data: Dataset<Row>): Dataset<{ late: number }> => data.pipe(hashFeatures(hashing)) as never;

  it('have the bits of single records', async () => {
    const single = measured();
    const learning = learn(model(), adagrad({ learningRate: 0.1 }), { runner: runner() });
    await lastValueFrom(fromIterable(many).pipe(hashFeatures(hashing), learning, single));
    const batched = measured();
    const rows = learnRows(model(), adagrad({ learningRate: 0.1 }), { runner: runner() });
    await lastValueFrom(hashed(tables()).pipe(batch(32), rows, batched));
    expect(batched.now()).toEqual(single.now());
    expect(tensorsOf(rows)).toEqual(tensorsOf(learning));
    expect(Object.keys(tensorsOf(rows))).toContain('logisticRegression/weight');
  });

  it('go on after a snapshot to the same bits', async () => {
    const part = learnRows(model(), adagrad({ learningRate: 0.1 }), { runner: runner() });
    await lastValueFrom(hashed(tables()).pipe(batch(32), part, takeFirst(4)));
    const saved = snapshot({ part });
    const again = learnRows(model(), adagrad({ learningRate: 0.1 }), { runner: runner() });
    restore({ part: again }, saved);
    await lastValueFrom(hashed(tables()).pipe(batch(32), again));
    const whole = learnRows(model(), adagrad({ learningRate: 0.1 }), { runner: runner() });
    await lastValueFrom(hashed(tables()).pipe(batch(32), whole));
    expect(snapshot({ part: again })).toEqual(snapshot({ part: whole }));
  });
});

describe('mapField', () => {
  it('gives the same by tables and by records', async () => {
    await fc.assert(
      fc.asyncProperty(blocks, fc.constantFrom(...scalars, 'word' as const, 'text' as const), async (given, field) => {
        for (const of of [
          (x: unknown) => String(x).length,
          (x: unknown) => `${String(x)}!`,
          (x: unknown) => x === null,
        ]) {
          const mapped = mapField(field, of as (x: unknown) => unknown, { into: 'made' });
          const pick = hashFeatures({ bits: 8, fields: ['made'], keep: ['late'] });
          const through = async (data: Dataset<Row>): Promise<unknown> => [
            shown(await read(data.pipe(mapped))),
            shown(await read((data.pipe(mapped, pick as never) as Dataset<Row>).pipe(batch(2)))),
          ];
          expect(await through(inTables(given))).toEqual(await through(fromIterable(given.flat())));
        }
      }),
      { numRuns: 30 },
    );
  });
});
