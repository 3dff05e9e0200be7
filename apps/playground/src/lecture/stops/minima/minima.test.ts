import { add, input, mul, parameter, read, square, sub } from '@thalweg/graph';
import { inverseTimeDecay, sgd } from '@thalweg/optim';
import { fillNormal, key } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { expect, it } from 'vitest';
import { descendWithNoise, heightsAt, inLowerValley, minimaReading, RUNS, stackedDots } from './minima-run.ts';

const last = (deviation: number) => [...descendWithNoise(deviation)].at(-1)!;
const [quiet, noisy] = [last(0), last(3)];

it('has the numbers of the lecture: no run in the lower valley without noise, and 19 with it', () => {
  expect(quiet.places.map(x => x.toFixed(2))).toEqual(new Array(RUNS).fill('0.91'));
  expect([quiet, noisy].map(({ places }) => inLowerValley(places))).toEqual([0, 19]);
});

it('descends in 20 runs at once as in each alone', () => {
  for (const seed of [0, 7, 12]) {
    const [x, pull] = [parameter(1), input('pull', [])];
    const tilted = add(add(square(sub(square(x), 1)), mul(0.6, x)), mul(pull, x));
    const descend = step(tilted, sgd({ learningRate: inverseTimeDecay(0.1, { decay: 0.005 }) }));
    for (const one of fillNormal(new Float64Array(2000), key(seed))) descend({ pull: 3 * one });
    expect(noisy.places[seed]).toBe(read(x).item());
  }
});

it('has heights of the formula', () => {
  const xs = [-1.3, 0, 0.9];
  const expected = xs.map(x => (x * x - 1) ** 2 + 0.6 * x);
  heightsAt(xs).forEach((height, i) => expect(height).toBeCloseTo(expected[i]!, 12));
});

it('says something else without noise, with too little, with some, with enough, with more, and on the way', () => {
  const strengths = [0, 0.5, 1.5, 3, 5];
  const readings = strengths.map(one => minimaReading(one, last(one), quiet));
  readings.push(minimaReading(3, { steps: 100, places: noisy.places }, undefined));
  expect(readings.map(({ now }) => now)).toEqual(['0', '0', '2', '19', '20', '19']);
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(6);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, false, false, true, false, false]);
  expect(readings.map(({ before }) => before)).toEqual(['0', '0', '0', '0', '0', '…']);
});

it('stacks dots that would lie on each other', () => {
  expect(stackedDots([5, 0, 40, 12, 6], 10)).toEqual([
    { x: 0, level: 0 },
    { x: 5, level: 1 },
    { x: 6, level: 2 },
    { x: 12, level: 0 },
    { x: 40, level: 0 },
  ]);
});
