import { add, exp, input, mul } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { curvesOf, type DigitsState, firstState, isStuck, stateAfter } from './state.ts';
import { filterFacts, FilterPainter, nodesBetween, sizeOfFilters } from './mirror.ts';
import { firstPlan, type Plan } from './training/plan.ts';
import type { Point, TrainingEvent } from './training/training-event.ts';

const confusion = new Int32Array(100);
const point = (branch: number, step: number, loss: number | undefined = 1 / step): Point => ({ branch, step, loss, accuracy: step / 1000, confusion }); // prettier-ignore
const after = (state: DigitsState, ...news: readonly TrainingEvent[]): DigitsState => news.reduce(stateAfter, state);
const points = (...given: readonly Point[]): TrainingEvent[] => given.map(one => ({ kind: 'point', ...one }));

describe('the state of the room', () => {
  it('has points in the order of steps, the last one of each', () => {
    const { points: kept, latest } = after(
      firstState(firstPlan()),
      ...points(point(0, 50), point(0, 25), point(1, 60), point(0, 25, 9), point(0, 100)),
    );
    expect(kept.map(branch => branch.map(({ step }) => step))).toEqual([[25, 50, 100], [60]]);
    expect(kept[0]![0]!.loss).toBe(9);
    expect(latest).toEqual(point(0, 100));
  });

  it('says that the loss diverged for as long as the training rests there', () => {
    const at = (step: number): TrainingEvent => ({
      kind: 'plan',
      plan: { ...firstPlan(), place: { branch: 0, step } },
      activity: 'resting',
      restoring: undefined,
      loss: NaN,
      examplesPerSecond: 0,
    });
    const diverged = after(firstState(firstPlan()), { kind: 'diverged', place: { branch: 0, step: 9 } }, at(9));
    expect(diverged.diverged).toEqual({ branch: 0, step: 9 });
    expect(after(diverged, at(5)).diverged).toBeUndefined();
  });

  it('shows the place of an address while its curves are restored', () => {
    const restoring: TrainingEvent = {
      kind: 'plan',
      plan: firstPlan(),
      activity: 'restoring',
      restoring: { branch: 0, step: 25 },
      loss: 1,
      examplesPerSecond: 0,
    };
    const { points: kept, latest } = after(
      firstState(firstPlan()),
      ...points(point(1, 60)),
      restoring,
      ...points(point(0, 25)),
    );
    expect(latest).toEqual(point(1, 60));
    expect(kept.map(branch => branch.map(({ step }) => step))).toEqual([[25], [60]]);
  });

  it('keeps what went wrong, and rests', () => {
    const failed = after(firstState(firstPlan()), { kind: 'failed', message: 'no file' });
    expect(failed).toMatchObject({ failure: 'no file', activity: 'resting' });
  });
});

describe('curves', () => {
  const plan = {
    branches: [
      { parent: undefined, choices: [{ step: 0 }], last: 100 },
      { parent: 0, choices: [{ step: 60 }], last: 110 },
    ],
  } as unknown as Plan;

  it('of branches begin where they leave another one, and have values where others have points', () => {
    const { points: kept } = after(
      firstState(firstPlan()),
      ...points(point(0, 25), point(0, 50), point(0, 100), point(1, 75), point(1, 110)),
    );
    const accuracies = curvesOf({ plan, points: kept }, ({ accuracy }) => accuracy);
    const rounded = accuracies.map(column => column.map(value => value && Number(value.toFixed(6))));
    expect(rounded).toEqual([
      [25, 50, 75, 100, 110],
      [0.025, 0.05, 0.075, 0.1, null],
      [null, 0.05, 0.075, 0.1, 0.11],
    ]);
  });

  it('leave out what was not measured, or is no number', () => {
    const one = { branches: [plan.branches[0]] } as unknown as Plan;
    const kept = [[point(0, 25), { ...point(0, 30), loss: undefined }, point(0, 50, NaN), point(0, 75)]];
    const [steps, losses] = curvesOf({ plan: one, points: kept }, ({ loss }) => loss);
    expect(steps).toEqual([25, 30, 50, 75]);
    expect(losses!.map(loss => loss!.toFixed(4))).toEqual(['0.0400', '0.0373', '0.0267', '0.0133']);
  });
});

describe('filters', () => {
  const painter = new FilterPainter();
  const weights = Float32Array.from({ length: 784 * 2 }, (_, i) => (i % 2 === 0 ? 1 : -0.5) * (i < 4 ? 1 : 0));
  const filters = tensor(weights, { shape: [784, 2] });

  it('are painted side by side, each in the full range of colours', () => {
    const { width, height } = sizeOfFilters(17);
    expect([width, height]).toEqual([463, 57]);
    const image = { data: new Uint8ClampedArray(4 * width * height), width };
    painter.paint(filters, image);
    const pixel = (x: number, y: number) => [...image.data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
    expect(pixel(0, 0)).toEqual([178, 24, 43, 255]);
    expect(pixel(1, 0)).toEqual([178, 24, 43, 255]);
    expect(pixel(2, 0)).toEqual([247, 247, 247, 255]);
    expect(pixel(28, 0)).toEqual([0, 0, 0, 0]);
    expect(pixel(29, 0)).toEqual([33, 102, 172, 255]);
  });

  it('without any weight, or with one past all numbers, are white and black', () => {
    const image = { data: new Uint8ClampedArray(4 * 463 * 28), width: 463 };
    const [none, lost] = [new Float32Array(784), new Float32Array(784).fill(NaN, 0, 1)];
    for (const [data, colour] of [
      [none, 247],
      [lost, 0],
    ] as const) {
      painter.paint(tensor(data, { shape: [784, 1] }), image);
      expect([...image.data.subarray(4, 8)]).toEqual([colour, colour, colour, 255]);
    }
  });

  it('are stateAfter of in numbers', () => {
    const votes = tensor([[0, 0, 3, 0, 0, 0, 0, 0, 0, 1], [9, 0, 0, 0, 0, 0, 0, 0, 0, 0]]); // prettier-ignore
    expect(filterFacts(filters, votes)).toEqual([
      { least: 0, most: 1, digit: 2 },
      { least: -0.5, most: -0, digit: 0 },
    ]);
  });
});

it('the nodes between two are those that lead from one to the other, each once, without inputs', () => {
  const x = input('x', []);
  const before = mul(x, 2);
  const twice = exp(before);
  const root = add(mul(twice, twice), x);
  expect(nodesBetween(before, root)).toEqual([root, root.inputs[0], twice]);
});

/** A confusion matrix of 200 images of each digit, with the digit predicted for each. */
const matrix = (predictionOf: (digit: number) => number): Int32Array => {
  const counts = new Int32Array(100);
  for (let digit = 0; digit < 10; digit++) counts[10 * digit + predictionOf(digit)] = 200;
  return counts;
};

it('a network is stuck that says one digit of all, once it has trained for a while', () => {
  expect(isStuck({ step: 200, confusion: matrix(() => 3) })).toBe(true);
  expect(isStuck({ step: 25, confusion: matrix(() => 3) })).toBe(false);
  expect(isStuck({ step: 200, confusion: matrix(digit => digit) })).toBe(false);
  expect(isStuck({ step: 200, confusion: matrix(digit => (digit < 7 ? 3 : digit)) })).toBe(false);
  expect(isStuck({ step: 200, confusion: new Int32Array(100) })).toBe(false);
  expect(isStuck(undefined)).toBe(false);
});
