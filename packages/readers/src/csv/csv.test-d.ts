import { map, type Dataset } from '@thalweg/data';
import { csv, idx, json, jsonLines, lines, tsv, type Cell } from '@thalweg/readers';
import { expectTypeOf } from 'vitest';

interface Car {
  readonly model: string | null;
  readonly mpg: number;
}

expectTypeOf(csv('cars.csv')).toExtend<Dataset<Record<string, Cell>>>();
expectTypeOf(csv<Car>('cars.csv')).toExtend<Dataset<Car>>();
expectTypeOf(csv<Car>('cars.csv').pipe(map(({ mpg }) => mpg))).toExtend<Dataset<number>>();
expectTypeOf(tsv<Car>(new URL('https://example.org/cars.tsv'))).toExtend<Dataset<Car>>();
expectTypeOf(json<Car>(new File([], 'cars.json'))).toExtend<Dataset<Car>>();
expectTypeOf(jsonLines<Car>(new Blob([]).stream())).toExtend<Dataset<Car>>();
expectTypeOf(lines(process.stdin)).toExtend<Dataset<{ readonly text: string }>>();
expectTypeOf(idx({ image: 'a.gz', digit: 'b.gz' })).resolves.toExtend<
  Dataset<{ readonly image: number | Float32Array; readonly digit: number | Float32Array }>
>();

// @ts-expect-error there is no such option
csv('cars.csv', { colums: ['a'] });
// @ts-expect-error there is no such type
csv('cars.csv', { types: { a: 'string' } });
// @ts-expect-error a factor is of a field
void idx({ image: 'a.gz' }, { scale: { imge: 1 } });
// @ts-expect-error a number is no source
csv(7);
