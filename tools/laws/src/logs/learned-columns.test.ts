import { batch, fromColumns, type Dataset } from '@thalweg/data';
import { input, mean, parametersOf, read, type Node } from '@thalweg/graph';
import { columnsCodec, type ColumnValue } from '@thalweg/log';
import { hashFeatures, learn, learnRows, logisticRegression, sparse, type Model } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { train, trainRows } from '@thalweg/train';
import { from, lastValueFrom, map, toArray, type Observable, type OperatorFunction } from 'rxjs';
import { expect, it } from 'vitest';

type Values = Readonly<Record<string, ColumnValue>>;

const records = Array.from({ length: 12 }, (_, i) => ({
  x: Float32Array.of(Math.sin(i), Math.cos(i)),
  label: i % 3 === 0 ? 1 : 0,
  text: `word${i % 4} word${i % 5}`,
}));

const batches = (): Dataset<Values> =>
  fromColumns({ x: { data: records.flatMap(({ x }) => [...x]), shape: [2] }, label: records.map(r => r.label) }).pipe(
    batch(4),
  );
const hashed = (): Observable<Values> => from(records).pipe(hashFeatures({ bits: 6, text: ['text'] }));

const ofRow = (): Model => logisticRegression(input('x', [2]), input('label', []));
const ofBatch = (): Model => logisticRegression(input('x', ['batch', 2]), input('label', ['batch']));

type Run = (model: Model) => OperatorFunction<Values, unknown>;

async function bitsAfter(model: Model, source: Observable<Values>, run: Run): Promise<number[]> {
  await lastValueFrom(source.pipe(run(model), toArray()));
  return parametersOf(model.loss as Node).flatMap(parameter => [...read(parameter as Node).data]);
}

it.each<[string, () => Model, () => Observable<Values>, Run]>([
  ['train', ofBatch, batches, model => train(mean(model.loss), sgd()) as never],
  ['learn', ofBatch, batches, model => learn(model, sgd()) as never],
  ['trainRows', ofRow, batches, model => trainRows(model.loss, sgd()) as never],
  ['learnRows', ofRow, batches, model => learnRows(model, sgd()) as never],
  [
    'learn, with the sparse column of hashFeatures',
    () => logisticRegression(sparse('features', { bits: 6 }), input('label', [])),
    hashed,
    model => learn(model, sgd()) as never,
  ],
])('decoded records lead to the same bits as the given ones: %s', async (_, model, source, run) => {
  const codec = columnsCodec();
  const given = await bitsAfter(model(), source(), run);
  const decoded = await bitsAfter(model(), from(source()).pipe(map(record => codec.decode(codec.encode(record)))), run);
  expect(given.some(bits => bits !== 0)).toBe(true);
  expect(decoded).toEqual(given);
});
