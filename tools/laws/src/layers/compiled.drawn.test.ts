import { takenRows, takenRuns } from '@thalweg/drawn';
import { dropout } from '@thalweg/nn';
import type { Tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { twins, unitsOf } from '../compiled/twins.ts';
import { circuitOf, examples, layerOf, layerRows } from './layer-rows.ts';

/** A second derivative passes the error of a sum through four more products, and through the cube of the loss. */
const PASSED_ON = 16;

const taken = takenRows('compiled layers', layerRows, layerOf);

/** How many examples each step has: in the fast run, of the first two steps. */
const ALL_COUNTS = [6, 1, 0, 9, 6, 2];
const counts = ALL_COUNTS.slice(0, 1 + takenRuns(ALL_COUNTS.length));

it.each(taken)('$name: steps compiled as interpreted, for any number of examples, gradients included', row => {
  const units = row.exact === true ? 0 : PASSED_ON * unitsOf(...circuitOf(row).outputs);
  const pair = twins(() => circuitOf(row), { units });
  for (const [t, count] of counts.entries()) pair.step({ x: examples(count, row.shape, t), rate: t / 10 });
  expect(pair.watched).toMatchObject({ compiled: counts.length, interpreted: 0 });
  pair.close();
});

it('control: another seed is another mask', () => {
  const [a, b] = [1, 2].map(seed => {
    const pair = twins(() => circuitOf({ name: '', shape: [50], layer: () => dropout(0.5, { seed }) }));
    const outcome = pair.step({ x: examples(2, [50], 1), rate: 0 }) as Tensor[];
    pair.close();
    return Array.from(outcome[0]!.data);
  });
  expect(a).not.toEqual(b);
});
