import { columnTransformer, minMax, passThrough, targetEncode } from '@thalweg/features';
import { from } from 'rxjs';
import type { OperatorRow } from '../laws/operator-row.ts';
import { continuing } from './example.ts';

interface Trip {
  readonly id: number;
  readonly distance: number;
  readonly airport: string;
  readonly late: number;
}

const trip = (number: number): Trip => ({
  id: number,
  distance: 3 + ((number * 7) % 5),
  airport: number % 2 === 0 ? 'GRZ' : 'VIE',
  late: number % 3,
});

const columns = () => columnTransformer({ distance: passThrough() });
const ranges = () => columnTransformer({ distance: minMax() });
const encoded = () => columnTransformer({ airport: targetEncode({ target: 'late', smoothing: 1 }) }, { keep: ['id'] });

const shown = (record: object): unknown => {
  const { features, ...others } = record as { features: Float32Array };
  return { ...others, features: [...features] };
};

/** Records with features, each by the items up to it. */
const withFeatures =
  (made: (upTo: readonly Trip[], last: Trip) => object) =>
  (items: readonly Trip[]): unknown[] =>
    items.map((item, i) => made(items.slice(0, i + 1), item));

const between = withFeatures((upTo, { distance, ...others }) => {
  const all = upTo.map(item => item.distance);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return { ...others, features: [most > least ? Math.fround((distance - least) / (most - least)) : 0] };
});

const meanBefore = withFeatures((upTo, { id, airport }) => {
  const before = upTo.slice(0, -1);
  const sum = (some: readonly Trip[]): number => some.reduce((total, { late }) => total + late, 0);
  const own = before.filter(item => item.airport === airport);
  const mean = before.length === 0 ? 0 : sum(before) / before.length;
  return { id, features: [Math.fround(own.length === 0 ? mean : (sum(own) + mean) / (own.length + 1))] };
});

/** The operators of a `columnTransformer`. */
export const featuresRows: readonly OperatorRow<Trip>[] = [
  {
    name: 'columnTransformer',
    variant: 'apply',
    make: () => columns().apply(),
    oracle: withFeatures((_, { distance, ...others }) => ({ ...others, features: [distance] })),
    item: trip,
    shown,
    mapsDatasets: true,
  },
  {
    name: 'columnTransformer',
    variant: 'learn',
    make: () => ranges().learn(),
    oracle: between,
    again: continuing(between),
    item: trip,
    shown,
    mapsDatasets: true,
  },
  {
    name: 'columnTransformer',
    variant: 'apply in order',
    make() {
      const fitted = encoded();
      from([trip(0)])
        .pipe(fitted.learn())
        .subscribe();
      return fitted.apply({ ordered: true });
    },
    oracle: meanBefore,
    item: trip,
    shown,
    mapsDatasets: true,
  },
];
