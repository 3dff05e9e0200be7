import { gradients, openFrame, parameter, parametersOf, type Node } from '@thalweg/graph';
import { batchNorm, groupNorm, layerNorm, rmsNorm } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { pass } from '../compiled/runs.ts';

const SHAPE = [4, 6, 5, 8];
const SIZE = SHAPE.reduce((product, length) => product * length, 1);

const filled = (name: string): Node =>
  parameter(
    tensor(
      Float32Array.from({ length: SIZE }, (_, i) => (((i + 1) * 0.6180339887498949) % 1) - 0.4),
      { shape: SHAPE },
    ),
    { name },
  ) as Node;

/** The contents of the loops over all elements in a step, in their order. */
function loopsOf(outputs: readonly Node[]): string[] {
  const found: string[] = [];
  const whole = `[${SHAPE.join(', ')}]`;
  const runner = wasm({
    onPlan: ({ units }) => {
      for (const { what, reads, writes } of units)
        if ([...reads, ...writes].some(value => value.endsWith(whole))) found.push(what);
    },
  });
  const frame = openFrame({ outputs, training: true, steps: true, runner });
  pass(frame);
  frame.close();
  return found;
}

const layers = { batchNorm: batchNorm(), layerNorm: layerNorm(), rmsNorm: rmsNorm(), groupNorm: groupNorm(2) };
const NORMALIZE = 'sub mul mul add';

describe('the loops over all elements', () => {
  it.each([
    ['batchNorm', 'sum squaredDeviations'],
    ['layerNorm', 'sum squaredDeviations'],
    ['rmsNorm', 'sum of mul'],
    ['groupNorm', 'sum squaredDeviations'],
  ] as const)('of %s are two: %s, and the formula', (name, statistics) => {
    expect(loopsOf([layers[name](filled('x'))])).toEqual([statistics, NORMALIZE]);
  });

  it.each([
    ['batchNorm', ['sum sum of sub mul']],
    ['groupNorm', ['sum sum of sub mul']],
    // The sums for scale and offset are along other axes than those for the statistics.
    ['layerNorm', ['sum sum of sub mul mul', 'sum sum of mul mul sub mul']],
  ] as const)('of the gradients of %s are one more than those of sums', (name, sums) => {
    const [x, upstream] = [filled('x'), filled('upstream')];
    const y = layers[name](x);
    const slopes = gradients(y, { upstream });
    const loops = loopsOf(parametersOf(y).map(one => slopes.of(one as Node)));
    const ofStatistics = 'sum squaredDeviations';
    expect(loops.filter(what => what !== ofStatistics && what.startsWith('sum')).sort()).toEqual([...sums].sort());
    expect(loops).toHaveLength(sums.length + 2);
  });
});
