import { takenRows } from '@thalweg/drawn';
import { gradient, parametersOf, type Node } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { explain, wasm } from '@thalweg/wasm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noteModules } from '../compiled/note-modules.ts';
import { recurrentModel, type RecurrentOptions } from './recurrent-model.ts';
import { recurrentValues } from './recurrent-values.ts';

const SIZES = { units: 64, features: 16, isPlain: true };
const BATCH = 16;

const KINDS: readonly RecurrentOptions[] = [
  SIZES,
  { ...SIZES, isMasked: true },
  { ...SIZES, rate: 0.2 },
  { ...SIZES, isCheckpointed: true },
];

describe.each(takenRows('lengths of recurrent models', KINDS))(
  'training steps of a recurrent model in 64 units, %o',
  options => {
    afterEach(() => vi.unstubAllGlobals());

    it('need no new module for ten other lengths, once there were a few', () => {
      const noted = noteModules();
      const descend = step(recurrentModel(options).loss, adam(), { runner: wasm() });
      const run = (time: number): unknown => descend(recurrentValues({ batch: BATCH, time }, options));
      // Among them a long one, as the gradient of a weight adds up more terms in another way.
      for (const time of [32, 31, 30, 29, 120]) run(time);
      const before = noted.count;
      expect(before).toBeGreaterThan(0);
      for (const time of [5, 8, 13, 21, 34, 55, 100, 17, 33, 64]) run(time);
      expect(noted.count).toBe(before);
    });
  },
);

describe('the memory of a training step', () => {
  /** The bytes of all that the plan writes, by number of steps. */
  const bytesAt = (options: RecurrentOptions, time: number): number => {
    const { loss } = recurrentModel(options);
    const slopes = parametersOf(loss as Node).map(one => gradient(loss as Node, one as Node) as Node);
    return explain([loss as Node, ...slopes], recurrentValues({ batch: BATCH, time }, options)).bytes;
  };
  /** The bytes of the carry at one step. */
  const CARRY = 4 * BATCH * SIZES.units;

  it.each(takenRows('memory of recurrent models', KINDS))(
    'grows linearly with the number of steps, at most by eight carries for each, %o',
    options => {
      const [at100, at200, at400] = [100, 200, 400].map(time => bytesAt(options, time)) as [number, number, number];
      // What does not depend on the number of steps goes out in the differences.
      expect((at400 - at200) / (at200 - at100)).toBeCloseTo(2, 2);
      expect((at400 - at200) / 200 / CARRY).toBeLessThanOrEqual(8);
    },
  );

  it('is less if values are computed again', () => {
    const growth = (options: RecurrentOptions): number => bytesAt(options, 200) - bytesAt(options, 100);
    expect(growth({ ...SIZES, isCheckpointed: true })).toBeLessThan(growth(SIZES));
  });
});
