import { batch, fromColumns, fromIterable, type Dataset } from '@thalweg/data';
import { EMPTY, from, NEVER, of, throwError, type Observable } from 'rxjs';
import type { Chance } from './chance.ts';
import { type Drawn, type Maker, type Manners, plain } from './drawn.ts';
import { Thrown } from './outcome.ts';

const record = (i: number) => ({ x: [i, 2], label: i % 2, y: i % 2, a: i, text: 'one two', at: i });
const records = [0, 1, 2, 3].map(record);

const usualSources: readonly Maker<Observable<unknown>>[] = [
  ['fromIterable(records).pipe(batch(2))', () => (fromIterable(records) as Dataset<object>).pipe(batch(2) as never)],
  ['fromIterable(records)', () => fromIterable(records)],
  ['of(...records)', () => from(records)],
  [
    'fromColumns({ x, y })',
    () =>
      fromColumns({
        x: [
          [1, 2],
          [3, 4],
        ] as never,
        y: [0, 1],
      }),
  ],
  ['of({ x: [[1, 2]], label: [1], y: [1], a: 1 })', () => of({ x: [[1, 2]], label: [1], y: [1], a: 1 })],
];

const strangeSources: readonly Maker<Observable<unknown>>[] = [
  ['EMPTY', () => EMPTY],
  ['NEVER', () => NEVER],
  ['throwError(thrown)', () => throwError(() => new Thrown())],
  ['fromIterable([])', () => fromIterable([])],
  ['fromIterable([record])', () => fromIterable([record(1)])],
  ['of({})', () => of({})],
  ['of(1, 2, 3)', () => of(1, 2, 3)],
  ["of('a', '')", () => of('a', '')],
  ['of({ x: [NaN, 1], label: 1, y: NaN })', () => of({ x: [NaN, 1], label: 1, y: NaN })],
  ["of({ x: 'one', label: -1, y: null })", () => of({ x: 'one', label: -1, y: null })],
  [
    'fromIterable(a function that throws)',
    () =>
      fromIterable(() => {
        throw new Thrown();
      }),
  ],
  ['of([1, 2])', () => of([1, 2])],
];

/** Draws a stream of records, of which datasets are some. */
export function drawSource(chance: Chance, { wild }: Manners, isDataset: boolean): Drawn {
  const all = chance.is(wild) ? strangeSources : usualSources;
  const makers = isDataset ? all.filter(([text]) => text.startsWith('from')) : all;
  const [text, make] = chance.of(makers);
  return { value: make(), text };
}

/** Draws a record, or what else may be an item. */
export function drawItem(chance: Chance, { wild }: Manners): Drawn {
  const items = chance.is(wild)
    ? [{}, [], 'one', { x: NaN }, { x: 'one' }, null, -1, [[1], [2, 3]]]
    : [record(1), record(2), { x: 1, y: 2, label: 1 }, 1, 2, [1, 2], 'a'];
  return plain(chance.of<unknown>(items));
}

/** Draws an object with some fields. */
export function drawObject(chance: Chance, { wild }: Manners): Drawn {
  const strange = [{}, { x: NaN }, { x: 'one' }, []];
  return plain(chance.of<unknown>(chance.is(wild) ? strange : [record(1), { x: 1, y: 2, b: 3 }]));
}
