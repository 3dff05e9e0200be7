import { batch, type Dataset, epochs, fromIterable, shuffle } from '@thalweg/data';
import { constant, div, input, mean, type Node, sqrt, square, sub } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import type { Tensor } from '@thalweg/tensor';
import { cacheFeatures, evaluate, measure, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { digitsToRead, ocrFeatures } from './ocr-features.ts';

/** The draws. Tensor, rate and scale were chosen on training digits alone, by other draws, the last two as is best for raw pixels. */
const DRAWS = [1, 2, 3, 4, 5];
const A_CLASS = 10;
const STEPS = 300;
const RATE = 0.01;

const computed = cacheFeatures({ features: ocrFeatures('recognizer') }, { by: 'id', runner: wasm() });
type Example = { readonly features: Tensor; readonly pixels: Tensor; readonly digit: number };

/** The first digits of each class in the order of a shuffle. */
function drawn(seed: number): Dataset<Example> {
  const counts = new Array<number>(10).fill(0);
  const kept = [];
  const shuffled = digitsToRead('training', 60_000).pipe(shuffle({ seed })).open();
  while (kept.length < 10 * A_CLASS) {
    const next = shuffled.next() as { digit: number };
    if (counts[next.digit]!++ < A_CLASS) kept.push(next);
  }
  return fromIterable(kept).pipe(computed as never) as never;
}

/** The accuracy on test digits of a head on one field of the drawn ones: both fields have the same head, trained alike. */
async function accuracyOf(field: 'features' | 'pixels', seed: number, test: Dataset<Example>): Promise<number> {
  const training = drawn(seed);
  const batches = training.pipe(batch(10 * A_CLASS), epochs(STEPS));
  const values = (training.pipe(batch(Infinity)).open().next() as unknown as Record<typeof field, Tensor>)[field];
  const means = mean(constant(values), { axes: [0] });
  // One deviation for all: pixels have columns that never change.
  const deviation = sqrt(mean(square(sub(constant(values), means))));
  const x = input(field, ['batch', values.shape[1] as number]);
  const digit = input('digit', ['batch'], 'int32');
  const logits = div(sub(x, means), deviation).pipe(dense(10, { seed }) as never) as Node<['batch', 10]>;
  const loss = logits.pipe(softmaxCrossEntropy(digit));
  const learn = train(loss, adam({ learningRate: RATE }), { runner: wasm() });
  await lastValueFrom(batches.pipe(learn));
  const measured = await lastValueFrom(
    test.pipe(
      batch(500),
      evaluate({ accuracy: logits.pipe(measure(accuracy(), digit)) }, { runner: wasm(), parametersOf: learn }),
    ),
  );
  return measured.accuracy!;
}

it('a head on the features of an OCR model is 5 points above the same head on raw pixels, of 10 digits a class', async () => {
  const test = digitsToRead('test', 10_000).pipe(computed) as unknown as Dataset<Example>;
  const points: [features: number, pixels: number][] = [];
  for (const seed of DRAWS)
    points.push([await accuracyOf('features', seed, test), await accuracyOf('pixels', seed, test)]);
  if (process.env['REPORT'] !== undefined) console.log(points);
  const above = points.reduce((sum, [features, pixels]) => sum + features - pixels, 0) / DRAWS.length;
  expect(above, JSON.stringify(points)).toBeGreaterThanOrEqual(0.05);
}, 1_800_000);
