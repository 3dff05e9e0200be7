import { fromIterable, type Dataset } from '@thalweg/data';
import { Subject, type Observable } from 'rxjs';
import { expectTypeOf, it } from 'vitest';
import {
  adaptiveStandardize,
  encode,
  encodeOneHot,
  hashFeatures,
  impute,
  minMax,
  standardize,
  tokens,
} from '../index.ts';

interface Payment {
  readonly amount: number;
  readonly country: string;
  readonly note?: string;
}

const payments = new Subject<Payment>();
const stored: Dataset<Payment> = fromIterable<Payment>([]);

it('a field that typed records do not have is refused, in a pipe too', () => {
  // @ts-expect-error -- there is amount
  payments.pipe(standardize('amuont'));
  // @ts-expect-error -- one of several
  payments.pipe(standardize(['amount', 'conutry']));
  // @ts-expect-error -- there is amount
  payments.pipe(minMax('amuont'), encode('country', { capacity: 4 }));
  // @ts-expect-error -- there is country
  payments.pipe(minMax('amount'), encode('conutry', { capacity: 4 }));
  // @ts-expect-error -- there is country
  payments.pipe(encodeOneHot('conutry', { capacity: 4 }));
  // @ts-expect-error -- there is amount
  payments.pipe(impute('amuont', { with: 'mean' }));
  // @ts-expect-error -- there is amount
  payments.pipe(adaptiveStandardize('amuont', { halfLife: 4 }));
  // @ts-expect-error -- there is note
  payments.pipe(tokens('noet'));
  // @ts-expect-error -- there is amount
  payments.pipe(hashFeatures({ bits: 4, fields: ['amuont'], text: ['note'] }));
  // @ts-expect-error -- there is note
  payments.pipe(hashFeatures({ bits: 4, fields: ['amount'], text: ['noet'] }));
  // @ts-expect-error -- there is amount
  payments.pipe(standardize('amuont').reading);
  // @ts-expect-error -- there is amount
  stored.pipe(standardize('amuont'));
});

it('records keep their types through a pipe', () => {
  const scaled$ = payments.pipe(standardize('amount'), tokens('note'), hashFeatures({ bits: 4, text: ['note'] }));
  expectTypeOf(scaled$).toMatchTypeOf<Observable<{ amount: number; note: string[]; 'features.indices': Int32Array }>>();
  const filled$ = payments.pipe(impute(['amount'], { with: 'mean' }), minMax('amount'));
  expectTypeOf(filled$).toMatchTypeOf<Observable<{ amount: number; country: string }>>();
  expectTypeOf(stored.pipe(standardize('amount'))).toMatchTypeOf<Observable<{ amount: number }>>();
});

it('any field may be read where types name none, and optional ones and those of one kind of record', () => {
  new Subject<Readonly<Record<string, unknown>>>().pipe(standardize('anything'));
  new Subject<object>().pipe(standardize('anything'));
  new Subject<{ a: number } | { b: number }>().pipe(standardize('b'));
  payments.pipe(hashFeatures({ bits: 4, fields: ['amount'], text: ['note'], crosses: [['amount', 'country']] }));
  const fields: string[] = ['anything'];
  payments.pipe(hashFeatures({ bits: 4, fields }), standardize(fields));
});
