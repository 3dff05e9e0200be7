import { figuresIn, startProgram } from '@thalweg/programs/program';
import { expect, it } from 'vitest';
import type { SwapFigures } from './report.ts';

it('no request fails or waits for 50 ms at a swap', async () => {
  const options = ['--predictors', '1', '--seconds', '10', '--rate', '200', '--connections', '4', '--json'];
  const { predictors } = await figuresIn<{ predictors: { failed: number; swaps: SwapFigures }[] }>(
    startProgram(new URL('main.ts', import.meta.url), options).ended,
  );
  const [{ failed, swaps }] = predictors as [(typeof predictors)[0]];
  expect(swaps.accepted).toBeGreaterThan(3);
  expect([failed, swaps.refused, swaps.slowAtSwaps]).toEqual([0, 0, 0]);
});
