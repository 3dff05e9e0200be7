import { input } from '@thalweg/graph';
import { gruCell, lruCell, recurrent, type RecurrentCell, type RecurrentEventOptions } from '@thalweg/nn';
import { learn, linearRegression, perKey, type Model } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import type { Observable } from 'rxjs';
import type { Operator } from '../../operators/laws/operator-row.ts';
import type { OnlineRow } from '../laws/online-row.ts';
import { example, type Example, payment, type Payment } from './example.ts';

type Keyed = { readonly id: number; readonly country?: unknown };

const placed = (key: unknown, place: number, stay: number, isNew: boolean): object => ({
  country: key,
  'country/place': place,
  'country/stay': stay,
  'country/isNew': isNew,
});
const keyed = (...keys: unknown[]): object[] => keys.map(country => ({ country }));

/** `perKey`, with and without room for all keys. */
export const keyRows: readonly OnlineRow<Payment>[] = [40, 5].map(capacity => ({
  name: 'perKey',
  variant: capacity === 40 ? 'with room for all' : 'with little room',
  make: () => {
    const operator = perKey('country', { capacity });
    return {
      operator: operator as unknown as Operator<Payment>,
      parts: { operator },
      readings: { reading: operator.reading as unknown as Operator<Payment> },
    };
  },
  item: payment,
  bound: capacity === 40 ? 1050 : 520,
  furtherFields: 'kept',
  gives: {
    'a key again, and one that looks like it': [
      keyed('7', 7, '7'),
      [placed('7', 0, 0, true), placed(7, 1, 0, true), placed('7', 0, 0, false)],
    ],
    ...(capacity === 5 && {
      'the place of the key that came least recently': [
        keyed('a', 'b', 'c', 'd', 'e', 'a', 'f', 'b', 'a'),
        [
          ...['a', 'b', 'c', 'd', 'e'].map((key, place) => placed(key, place, 0, true)),
          placed('a', 0, 0, false),
          placed('f', 1, 1, true),
          placed('b', 2, 1, true),
          placed('a', 0, 0, false),
        ],
      ],
    }),
  },
  refuses: {
    'a record without a key': { id: 1 } satisfies Keyed,
    'a key that is null': { id: 1, country: null } satisfies Keyed,
    'a key that is NaN': { id: 1, country: NaN } satisfies Keyed,
    'an object for a key': { id: 1, country: {} } satisfies Keyed,
  },
}));

const recurrentRow = (
  variant: string,
  cell: () => RecurrentCell<never>,
  options: RecurrentEventOptions,
  bound: number,
): OnlineRow<Example> => ({
  name: 'learn',
  variant,
  make: () => {
    const users = perKey('user', { capacity: 3 });
    const h = input('x', [3]).pipe(recurrent(cell(), { ...options, keys: users }));
    const model = linearRegression(h as never, input('y', [])) as unknown as Model;
    const learning = learn(model, adagrad({ learningRate: 0.1 }));
    return {
      operator: (items$: Observable<Example>) => items$.pipe(users as unknown as Operator<Example>, learning),
      parts: { users, learning },
    };
  },
  item: example,
  bound,
  furtherFields: 'ignored',
  // One that fits no input has had its key placed: the operator before has another state then.
  refuses: { 'a record without a key': { ...example(0), user: undefined } },
}); // prettier-ignore

/** `learn`, of a cell with a carry for each key. */
export const recurrentRows: readonly OnlineRow<Example>[] = [
  recurrentRow('a gated cell for each key', () => gruCell(2) as never, { truncate: 2 }, 2600),
  recurrentRow('a linear cell with traces for each key', () => lruCell(2) as never, { traces: true }, 3600),
];
