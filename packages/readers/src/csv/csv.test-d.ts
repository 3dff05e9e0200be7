import { collect, map, type Dataset } from '@thalweg/data';
import { arrow, csv, idx, json, jsonLines, lines, parquet, tsv, type FieldValue } from '@thalweg/readers';
import type { Tensor } from '@thalweg/tensor';
import { expectTypeOf } from 'vitest';

interface Car {
  readonly model: string | null;
  readonly mpg: number;
}

expectTypeOf(csv('cars.csv')).toExtend<Dataset<Record<string, FieldValue>>>();
expectTypeOf(csv<Car>('cars.csv')).toExtend<Dataset<Car>>();
expectTypeOf(csv<Car>('cars.csv').pipe(map(({ mpg }) => mpg))).toExtend<Dataset<number>>();

// Also where the dataset is an argument.
type Row = Record<string, FieldValue>;
expectTypeOf(collect(csv('cars.csv'))).resolves.toEqualTypeOf<Dataset<Row>>();
expectTypeOf(collect(csv<Car>('cars.csv'))).resolves.toEqualTypeOf<Dataset<Car>>();
expectTypeOf(collect(tsv('cars.tsv'))).resolves.toEqualTypeOf<Dataset<Row>>();
expectTypeOf(collect(json('cars.json'))).resolves.toEqualTypeOf<Dataset<Row>>();
expectTypeOf(collect(jsonLines('cars.jsonl'))).resolves.toEqualTypeOf<Dataset<Row>>();
expectTypeOf(parquet('cars.parquet').then(collect)).resolves.toEqualTypeOf<Dataset<Row>>();
const collected = async () =>
  [await collect(await parquet('cars.parquet')), await collect(await arrow<Car>('cars.arrow'))] as const;
expectTypeOf(collected).returns.resolves.toEqualTypeOf<readonly [Dataset<Row>, Dataset<Car>]>();
expectTypeOf(tsv<Car>(new URL('https://example.org/cars.tsv'))).toExtend<Dataset<Car>>();
expectTypeOf(json<Car>(new File([], 'cars.json'))).toExtend<Dataset<Car>>();
expectTypeOf(jsonLines<Car>(new Blob([]).stream())).toExtend<Dataset<Car>>();
expectTypeOf(lines(process.stdin)).toExtend<Dataset<{ readonly text: string }>>();
expectTypeOf(idx({ image: 'a.gz', digit: 'b.gz' })).resolves.toExtend<
  Dataset<{ readonly image: number | Tensor; readonly digit: number | Tensor }>
>();
interface Digit {
  readonly image: Tensor<readonly [28, 28]>;
  readonly digit: number;
}
expectTypeOf(idx<Digit>({ image: 'a.gz', digit: 'b.gz' })).resolves.toEqualTypeOf<Dataset<Digit>>();
// @ts-expect-error each field of the record has a file
void idx<Digit>({ image: 'a.gz' });
// @ts-expect-error a factor is of a field of the record
void idx<Digit>({ image: 'a.gz', digit: 'b.gz' }, { scale: { imge: 1 } });

// @ts-expect-error there is no such option
csv('cars.csv', { colums: ['a'] });
// @ts-expect-error there is no such type
csv('cars.csv', { types: { a: 'string' } });
// @ts-expect-error a factor is of a field
void idx({ image: 'a.gz' }, { scale: { imge: 1 } });
// @ts-expect-error a number is no source
csv(7);
