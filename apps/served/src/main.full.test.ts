import { figuresIn, startProgram } from '@thalweg/programs/program';
import { expect, it } from 'vitest';
import type { Load, SwapFigures } from './measurement.ts';

interface Figures {
  readonly predictors: readonly (Omit<Load, 'slow'> & { readonly swaps: SwapFigures })[];
}

const served = (...options: string[]) => startProgram(new URL('main.ts', import.meta.url), options).ended;

it('two predictors answer every request, while they take in what a learner publishes', { tags: ['nats'] }, async () => {
  const { predictors } = await figuresIn<Figures>(served('--predictors', '2', '--seconds', '6', '--rate', '50', '--json'));
  expect(predictors).toHaveLength(2);
  for (const { requests, failed, swaps } of predictors) {
    expect([requests > 0, failed, swaps.accepted > 0, swaps.refused]).toEqual([true, 0, true, 0]);
  }
}); // prettier-ignore

it('says what is wrong with its options', async () => {
  const { code, err } = await served('--predictors', '0');
  expect([code, err]).toEqual([1, expect.stringContaining('It must be a whole number from 1 to 64.')]);
});
