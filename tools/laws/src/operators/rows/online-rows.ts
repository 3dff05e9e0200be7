import { boundedBuffer, drift, joinLabels, onDrift, perKey, raiseRateOnDrift, stateful } from '@thalweg/online';
import { EMPTY, from } from 'rxjs';
import type { Operator, OperatorRow } from '../laws/operator-row.ts';
import { continuing } from './example.ts';

interface Numbered {
  readonly id: number;
}

const item = (number: number): Numbered => ({ id: number });

const thrown = (error: Error) => (): never => {
  throw error;
};

const same = (items: readonly Numbered[]): readonly Numbered[] => items;

/** Sees a change in each odd number. */
const odd = {
  name: 'odd',
  initial: () => ({}),
  step: (_: object, x: number) => (x % 2 === 1 ? 'drift' : 'stable'),
} as const;
const idOf = ({ id }: Numbered): number => id;

const alarms = (items: readonly Numbered[]): unknown[] =>
  items.map((one, i) => ({ at: i + 1, status: 'drift', item: one })).filter(alarm => alarm.item.id % 2 === 1);

const sums = (items: readonly Numbered[]): number[] =>
  items.map((_, i) => items.slice(0, i + 1).reduce((sum, { id }) => sum + id, 0));

const reacting = (react: () => void, of = idOf): Operator<Numbered> => onDrift(odd, { of, react });

const raising = (of: (item: Numbered) => number): Operator<Numbered> =>
  raiseRateOnDrift(odd, { of, learningRate: 0.1, factor: 10, halfLife: 5 });

const label = ({ id }: Numbered): Numbered & { readonly label: number } => ({ id, label: id / 2 });
const labels = Array.from({ length: 200 }, (_, number) => label(item(number)));
const waits = { within: 1000, capacity: 1000 };

const CAPACITY = 5;

/** The places of keys: a row of all keys, the one that came least recently first, is searched for each record. */
const placed = (items: readonly Numbered[]): readonly unknown[] => {
  const held: { readonly key: number; readonly place: number }[] = [];
  const stays = new Array<number>(CAPACITY).fill(-1);
  return items.map(one => {
    const known = held.find(({ key }) => key === one.id);
    const leaving = known ?? (held.length === CAPACITY ? held[0] : undefined);
    const place = leaving?.place ?? held.length;
    if (leaving !== undefined) held.splice(held.indexOf(leaving), 1);
    held.push({ key: one.id, place });
    if (known === undefined) stays[place]!++;
    return { ...one, 'id/place': place, 'id/stay': stays[place], 'id/isNew': known === undefined };
  });
};

/** The operators of `@thalweg/online` that take any stream: they watch, join, wait and step. */
export const onlineRows: readonly OperatorRow<Numbered>[] = [
  { name: 'drift', mapsDatasets: true, make: () => drift(odd, { of: idOf }), item, oracle: alarms, again: continuing(alarms), throwing: error => drift(odd, { of: thrown(error) }) },
  { name: 'onDrift', mapsDatasets: true, make: () => reacting(() => {}), item, oracle: same, throwing: error => reacting(() => {}, thrown(error)) },
  { name: 'onDrift', mapsDatasets: true, variant: 'reacting', make: () => reacting(() => {}), item: number => item(2 * number + 1), oracle: same, throwing: error => reacting(thrown(error)) },
  { name: 'raiseRateOnDrift', mapsDatasets: true, make: () => raising(idOf), item, oracle: same, throwing: error => raising(thrown(error)) },
  {
    name: 'stateful',
    mapsDatasets: true,
    make: () => stateful({ name: 'sum', initial: () => ({ sum: 0 }), step: (state, { id }: Numbered) => (state.sum += id) }),
    item: number => item(number + 1),
    oracle: sums,
    again: continuing(sums),
    throwing: error => stateful({ name: 'thrown', initial: () => ({}), step: thrown(error) }),
  },
  { name: 'perKey', mapsDatasets: true, make: () => perKey('id', { capacity: CAPACITY }), item, oracle: placed, again: continuing(placed) },
  {
    name: 'joinLabels',
    variant: 'whose labels have come',
    make: () => joinLabels(from(labels), { key: 'id', ...waits }),
    item,
    oracle: items => items.map(label),
    again: () => [], // They are there no more than once.
    throwing: error => joinLabels(EMPTY, { key: thrown(error), ...waits }),
  },
  {
    name: 'joinLabels',
    variant: 'whose labels do not come',
    make: () => joinLabels<Numbered, Numbered>(EMPTY, { key: 'id', within: 0, capacity: 1000, otherwise: label }),
    item,
    oracle: items => items.map(label),
    again: () => [],
  },
  ...(['dropOldest', 'dropNewest', 'sample', 'error'] as const).map((whenFull): OperatorRow<Numbered> => ({
    name: 'boundedBuffer',
    variant: whenFull,
    make: () => boundedBuffer({ capacity: 100, whenFull }),
    item,
    oracle: same,
    inLaterTurns: true,
  })),
]; // prettier-ignore
