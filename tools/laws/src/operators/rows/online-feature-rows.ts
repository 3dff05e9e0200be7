import {
  adaptiveStandardize,
  encode,
  encodeOneHot,
  hashFeatures,
  impute,
  minMax,
  murmur3,
  standardize,
  tfidf,
  tokens,
} from '@thalweg/online';
import type { OperatorRow } from '../laws/operator-row.ts';
import { continuing } from './example.ts';

/** A record that every feature can take; its amount is not always known. */
interface Payment {
  readonly id: number;
  readonly amount: number;
  readonly country: string;
  readonly text: string;
  readonly 'column.indices': Int32Array;
  readonly 'column.values': Float32Array;
}

const COUNTRIES = ['AT', 'DE', 'CH'] as const;
const CAPACITY = 2;
const ALPHA = 0.25;
const BITS = 3;

function payment(number: number): Payment {
  return {
    id: number,
    amount: number % 3 === 2 ? NaN : 3 + ((number * 7) % 5),
    country: COUNTRIES[number % 3]!,
    text: `Mail ${number}`,
    'column.indices': Int32Array.of(number % 2, 2 + (number % 3)),
    'column.values': Float32Array.of(1, 2),
  };
}

/** A record with typed arrays and long fractions as one compares them. */
function shown(record: object): unknown {
  const plain = (value: unknown): unknown =>
    ArrayBuffer.isView(value) || Array.isArray(value)
      ? Array.from(value as unknown as ArrayLike<number>, plain)
      : typeof value === 'number'
        ? Number(value.toFixed(5))
        : value;
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, plain(value)]));
}

/** Records with new fields, each made by what came up to it and the record itself. */
const withFields =
  (fields: (upTo: readonly Payment[], last: Payment) => object) =>
  (items: readonly Payment[]): unknown[] =>
    items.map((item, i) => shown({ ...item, ...fields(items.slice(0, i + 1), item) }));

const withAmount = (change: (known: readonly number[], amount: number) => number) =>
  withFields((upTo, { amount }) => {
    const known = upTo.map(item => item.amount).filter(x => !Number.isNaN(x));
    return { amount: change(known, amount) };
  });

/** How far a number is from the mean, in deviations, where each counts by its weight. */
function standardized(known: readonly number[], x: number, weightOf: (age: number) => number): number {
  const weights = known.map((_, i) => weightOf(known.length - 1 - i));
  const average = (of: (x: number) => number): number =>
    known.reduce((sum, x, i) => sum + weights[i]! * of(x), 0) / weights.reduce((sum, weight) => sum + weight, 0);
  const mean = average(y => y);
  const variance = average(y => (y - mean) ** 2);
  return variance > 1e-12 ? (x - mean) / Math.sqrt(variance) : Number.isNaN(x) ? NaN : 0;
}

const between = (known: readonly number[], x: number): number => {
  const [least, largest] = [Math.min(...known), Math.max(...known)];
  return largest > least ? (x - least) / (largest - least) : 0 * x;
};

const codeOf = (upTo: readonly Payment[], country: string): number =>
  Math.min(CAPACITY, [...new Set(upTo.map(item => item.country))].indexOf(country));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A column weighed by how many records have each of its indices, and made 1 long. */
function weighed(upTo: readonly Payment[], { 'column.indices': indices, 'column.values': values }: Payment): number[] {
  const raw = Array.from(indices, (index, i) => {
    const having = upTo.filter(item => item['column.indices'].includes(index)).length;
    return values[i]! * (1 + Math.log((1 + upTo.length) / (1 + having)));
  });
  return raw.map(x => x / Math.hypot(...raw));
}

type Parts = Pick<OperatorRow<Payment>, 'name' | 'make' | 'oracle'> & Partial<OperatorRow<Payment>>;

const row = (parts: Parts): OperatorRow<Payment> => ({
  item: payment,
  shown,
  again: continuing(parts.oracle),
  mapsDatasets: true,
  ...parts,
});

/** The operators of `@thalweg/online` that make features of fields. */
export const onlineFeatureRows: readonly OperatorRow<Payment>[] = [
  row({ name: 'standardize', make: () => standardize('amount'), oracle: withAmount((known, x) => standardized(known, x, () => 1)) }),
  row({
    name: 'adaptiveStandardize',
    make: () => adaptiveStandardize('amount', { alpha: ALPHA }),
    oracle: withAmount((known, x) => standardized(known, x, age => (1 - ALPHA) ** age)),
  }),
  row({ name: 'minMax', make: () => minMax('amount'), oracle: withAmount(between) }),
  row({
    name: 'impute',
    make: () => impute('amount', { with: 'mean' }),
    oracle: withAmount((known, x) => (Number.isNaN(x) ? known.reduce((sum, y) => sum + y, 0) / known.length : x)),
  }),
  row({ name: 'encode', make: () => encode('country', { capacity: CAPACITY }), oracle: withFields((upTo, { country }) => ({ country: codeOf(upTo, country) })) }),
  row({
    name: 'encodeOneHot',
    make: () => encodeOneHot('country', { capacity: CAPACITY }),
    oracle: withFields((upTo, { country }) => ({ country: [0, 1, 2].map(code => Number(code === codeOf(upTo, country))) })),
  }),
  row({
    name: 'hashFeatures',
    make: () => hashFeatures({ bits: 20, fields: ['country'] }),
    oracle: withFields((_, { country }) => ({
      'features.indices': [murmur3(bytes(country), murmur3(bytes('country'))) % 2 ** 20],
      'features.values': [1],
    })),
  }),
  row({
    name: 'tfidf',
    make: () => tfidf({ bits: BITS, from: 'column' }),
    oracle: withFields((upTo, last) => ({ 'column.values': weighed(upTo, last) })),
  }),
  row({ name: 'tokens', make: () => tokens('text'), oracle: withFields((_, { id }) => ({ text: ['mail', String(id)] })) }),
]; // prettier-ignore
