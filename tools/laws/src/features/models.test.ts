import { batch, epochs, fromIterable, shuffle } from '@thalweg/data';
import { columnTransformer, hash, impute, oneHot, ordinal, standardize, targetEncode } from '@thalweg/features';
import { concat, input, reshape } from '@thalweg/graph';
import { dense, embedding, sigmoidCrossEntropy } from '@thalweg/nn';
import { learn, logisticRegression } from '@thalweg/online';
import { adam, sgd } from '@thalweg/optim';
import { decodeSnapshot, encodeSnapshot, evaluate, restore, snapshot, train } from '@thalweg/train';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';

/** Trips from three airports; those from one of them, and long ones, are late. */
const trips = Array.from({ length: 400 }, (_, i) => {
  const distance = (i * 37) % 101;
  const airport = ['GRZ', 'VIE', 'LNZ'][(i * 7) % 3]!;
  return { distance: i % 10 === 0 ? NaN : distance, airport, late: airport === 'VIE' || distance > 70 ? 1 : 0 };
});

it('a network reads dense features, and the codes of an ordinal column through an embedding', async () => {
  const data = fromIterable(trips);
  const features = await columnTransformer({
    distance: [impute('median'), standardize()],
    rate: targetEncode({ target: 'late', from: 'airport' }),
    airport: ordinal(),
  }).fit(data);
  const x = input('features', ['batch', features.width]);
  const airport = input('airport', ['batch'], 'int32');
  const late = input('late', ['batch']);
  const known = airport.pipe(embedding(features.categories('airport').length, 3));
  const logits = reshape(concat([x, known], { axis: 1 }).pipe(dense(1)), ['batch']);
  const loss = logits.pipe(sigmoidCrossEntropy(late));
  const rows = data.pipe(shuffle({ seed: 1 }), features.apply({ ordered: true }), batch(20), epochs(20));
  await lastValueFrom(rows.pipe(train(loss, adam({ learningRate: 0.05 }))));
  const measured = await lastValueFrom(data.pipe(features.apply({ ordered: false }), batch(50), evaluate({ loss })));
  expect(measured.loss).toBeLessThan(0.35);
});

it('a stream is learned on sparse features, and goes on from the file of a snapshot with the same bits', async () => {
  const build = () => {
    const features = columnTransformer({
      distance: [impute(50), standardize()],
      airport: oneHot({ max: 5 }),
      code: hash({ bits: 8, from: 'airport' }),
    });
    const model = logisticRegression(features.input(), input('late', []));
    return { features, learn: learn(model, sgd({ learningRate: 0.1 })) };
  };
  const run = async ({ features, learn }: ReturnType<typeof build>, some: typeof trips): Promise<unknown[]> => {
    const outcomes = await lastValueFrom(from(some).pipe(features.learn(), learn, toArray()));
    return outcomes.map(({ prediction, loss }) => [String(prediction), loss]);
  };
  const whole = await run(build(), trips);
  const first = build();
  const before = await run(first, trips.slice(0, 150));
  const bytes = encodeSnapshot(snapshot(first));
  const second = build();
  restore(second, decodeSnapshot(bytes));
  expect([...before, ...(await run(second, trips.slice(150)))]).toEqual(whole);
});
