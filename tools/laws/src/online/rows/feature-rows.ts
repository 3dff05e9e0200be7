import {
  adaptiveStandardize,
  encode,
  encodeOneHot,
  hashFeatures,
  impute,
  minMax,
  murmur3,
  runningMean,
  standardize,
  tfidf,
  tokens,
  windowedExtremes,
  windowedMoments,
} from '@thalweg/online';
import type { Savable } from '@thalweg/train';
import type { Operator } from '../../operators/laws/operator-row.ts';
import type { OnlineRow } from '../laws/online-row.ts';
import { payment, type Payment } from './example.ts';

type Making = Operator<Payment> & Savable & { readonly reading: Operator<Payment> };
type Parts = Pick<OnlineRow<Payment>, 'name' | 'bound'> & Partial<OnlineRow<Payment>>;

/** A row of a feature that learns. */
const learning = (make: () => Making, parts: Parts): OnlineRow<Payment> => ({
  item: payment,
  furtherFields: 'kept',
  make: () => {
    const operator = make();
    return { operator, parts: { operator }, readings: { reading: operator.reading } };
  },
  ...parts,
});
/** A row of one that keeps nothing. */
const stateless = (operator: Operator<Payment>, parts: Omit<Parts, 'bound'>): OnlineRow<Payment> => ({
  item: payment,
  furtherFields: 'kept',
  make: () => ({ operator }),
  bound: 250,
  ...parts,
});

/** Fields may come later: rows begin with records that lack them. */
const later = { missing: 'allow' } as const;

const passes = {
  'a record without the field': [[{ id: 1 }], [{ id: 1 }]],
  'a record with null in it': [[{ amount: null }], [{ amount: null }]],
} as const;
const noNumbers = {
  'a text for a number': { ...payment(0), amount: '3' },
  'an infinite number': { ...payment(0), amount: -Infinity },
  'a vector for a number': { ...payment(0), amount: [1, 2] },
  'a vector without elements': { ...payment(0), place: [] },
  'a vector of another length': { ...payment(0), place: [1, 2, 3] },
  'a vector with a text': { ...payment(0), place: [1, '2'] },
};

/** What becomes of 1, NaN and 3, of a number and of an element. */
const ofThree = (first: number, last: number): NonNullable<OnlineRow<Payment>['gives']> => ({
  ...passes,
  'NaN, which teaches nothing': [
    [1, NaN, 3].map(amount => ({ amount })),
    [first, NaN, last].map(amount => ({ amount })),
  ],
  'null in a vector': [
    [1, null, 3].map(x => ({ place: [x, 5] })),
    [first, NaN, last].map(x => ({ place: Float64Array.of(x, 0) })),
  ],
});

const both = ['amount', 'place'] as const;
const noCategory = {
  'an object for a name': { ...payment(0), country: {} },
  'a list for a name': { ...payment(0), country: ['a'] },
};
const categories = ['a', NaN, null, undefined, 'b', 'c', 'a'].map((country, id) =>
  country === undefined ? { id } : { id, country },
);
const codes = [0, 2, 2, undefined, 1, 2, 0] as const;
const coded = (make: (code: number) => unknown): unknown[] =>
  codes.map((code, id) => (code === undefined ? { id } : { id, country: make(code) }));

const column = (indices: Int32Array, values: Float32Array): object => ({
  ...payment(0),
  'column.indices': indices,
  'column.values': values,
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const word = { country: 'AT', amount: NaN, text: null };
/** Where a country lies among 2¹² features. */
const place = murmur3(bytes('AT'), murmur3(bytes('country'))) % 2 ** 12;
const noColumn = { 'features.indices': Int32Array.of(), 'features.values': Float32Array.of() };

/** The operators that make features. */
export const featureRows: readonly OnlineRow<Payment>[] = [
  learning(() => standardize(both, later) as unknown as Making, { name: 'standardize', of: ['allMoments'], bound: 650, gives: ofThree(0, 1), refuses: noNumbers }),
  learning(() => standardize(both, { over: windowedMoments(50), ...later }) as unknown as Making, { name: 'standardize', variant: 'over a window', of: ['windowedMoments'], bound: 3200, gives: ofThree(0, 1), refuses: noNumbers }),
  learning(() => adaptiveStandardize(both, { alpha: 0.5, ...later }) as unknown as Making, { name: 'adaptiveStandardize', bound: 650, gives: ofThree(0, Math.SQRT1_2), refuses: noNumbers }),
  learning(() => minMax(both, later) as unknown as Making, { name: 'minMax', of: ['allExtremes'], bound: 650, gives: ofThree(0, 1), refuses: noNumbers }),
  learning(() => minMax(both, { over: windowedExtremes(50), ...later }) as unknown as Making, { name: 'minMax', variant: 'over a window', of: ['windowedExtremes'], bound: 3500, gives: ofThree(0, 1), refuses: noNumbers }),
  ...(['mean', 'median', 'last', runningMean(windowedMoments(20))] as const).map(filling =>
    learning(() => impute(both, { with: filling, ...later }) as unknown as Making, {
      name: 'impute',
      variant: `with ${typeof filling === 'object' ? 'a statistic' : filling}`,
      bound: typeof filling === 'object' ? 1700 : 900,
      refuses: noNumbers,
      gives: {
        ...passes,
        'NaN before any number': [[{ amount: NaN }], [{ amount: NaN }]],
        'what is missing then': [
          [{ amount: 2 }, { amount: NaN }, {}, { amount: null }, { place: [1, 5] }, { place: [NaN, null] }],
          [{ amount: 2 }, { amount: 2 }, { amount: 2 }, { amount: 2 }, { amount: 2, place: Float64Array.of(1, 5) }, { amount: 2, place: Float64Array.of(1, 5) }],
        ],
      },
    }),
  ),
  learning(() => encode('country', { capacity: 10, ...later }) as unknown as Making, { name: 'encode', bound: 700, refuses: noCategory }),
  learning(() => encode('country', { capacity: 10, whenFull: 'replace', ...later }) as unknown as Making, { name: 'encode', variant: 'that replaces', bound: 700, refuses: noCategory }),
  learning(() => encode('country', { capacity: 2, ...later }) as unknown as Making, { name: 'encode', variant: 'of three in two', bound: 450, gives: { 'names, what is none, and one too many': [categories, coded(code => code)] } }),
  learning(() => encodeOneHot('country', { capacity: 2, ...later }) as unknown as Making, {
    name: 'encodeOneHot',
    bound: 450,
    refuses: noCategory,
    gives: { 'names, what is none, and one too many': [categories, coded(code => Float64Array.of(0, 0, 0).fill(1, code, code + 1))] },
  }),
  learning(() => tfidf({ bits: 4, from: 'column', ...later }) as unknown as Making, {
    name: 'tfidf',
    bound: 600,
    gives: { 'a record without the column': [[{ id: 1 }], [{ id: 1 }]] },
    refuses: {
      'an index beyond': column(Int32Array.of(16), Float32Array.of(1)),
      'an index below': column(Int32Array.of(1, -1), Float32Array.of(1, 1)),
      NaN: column(Int32Array.of(1, 2), Float32Array.of(1, NaN)),
      'fewer values than indices': column(Int32Array.of(1, 2), Float32Array.of(1)),
    },
  }),
  stateless(hashFeatures({ bits: 12, fields: ['country', 'amount', 'place'], names: ['id'], text: ['text'], crosses: [['country', 'id']], unitLength: true, ...later }), {
    name: 'hashFeatures',
    gives: { 'a record without the fields': [[{}], [noColumn]] },
    refuses: { 'an infinite number': { ...payment(0), amount: Infinity }, 'a number for a text': { ...payment(0), text: 3 }, 'a list in a list': { ...payment(0), place: [[1]] } },
  }),
  stateless(hashFeatures({ bits: 12, fields: ['country', 'amount'], text: ['text'], ...later }), {
    name: 'hashFeatures',
    variant: 'of what is not known',
    gives: { 'what is not known, as nothing': [[word], [{ ...word, 'features.indices': Int32Array.of(place), 'features.values': Float32Array.of(1) }]] },
  }),
  stateless(tokens('text', later), {
    name: 'tokens',
    gives: { 'a record without the text, and with null': [[{ id: 1 }, { text: null }, { text: 'A b' }], [{ id: 1 }, { text: null }, { text: ['a', 'b'] }]] },
    refuses: { 'a number for a text': { ...payment(0), text: 3 } },
  }),
]; // prettier-ignore
