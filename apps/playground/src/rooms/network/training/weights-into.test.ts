import { describe, expect, it } from 'vitest';
import { FIRST, type Settings } from './settings.ts';
import { Run } from './run.ts';
import { weightsInto } from './weights-into.ts';

/** The mean loss over points with the penalty L2, in float64 and by plain loops. */
function naiveObjective(run: Run, weights: readonly { w: number[][]; b: number[] }[], strength: number): number {
  let total = 0;
  for (const [x1, x2, label] of run.points.train) {
    let values = [x1, x2, Math.sin(x1), Math.sin(x2)];
    weights.forEach(({ w, b }, layer) => {
      const sums = b.map((bias, to) => values.reduce((sum, value, from) => sum + value * w[from]![to]!, bias));
      values = layer === weights.length - 1 ? sums : sums.map(Math.tanh);
    });
    total += Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0)) - values[label]!;
  }
  const squares = weights.flatMap(({ w }) => w.flat()).reduce((sum, value) => sum + value * value, 0);
  return total / run.points.train.length + strength * squares;
}

describe('the weights into a unit', () => {
  it('have gradients that equal central differences of the loss', () => {
    const settings: Settings = { ...FIRST, layers: [5, 3], penalty: 'l2', strength: [[0, 0.01]] };
    const run = new Run(settings);
    for (let step = 0; step < 40; step++) run.advance(settings);
    const weights = run.network.layers.map((_, layer) => {
      const { weight, bias } = run.parametersOf(layer);
      let [w, b]: [number[][], number[]] = [[], []];
      weight.subscribe(value => (w = value.toArray() as number[][])).unsubscribe();
      bias.subscribe(value => (b = value.toArray() as number[])).unsubscribe();
      return { w, b };
    });
    for (const [layer, to] of [
      [0, 2],
      [1, 0],
      [2, 1],
    ] as const)
      for (const { from, value, gradient } of weightsInto(run, layer, to)(settings)) {
        const row = from === undefined ? weights[layer]!.b : weights[layer]!.w[from]!;
        expect(value).toBe(row[to]);
        const [above, below] = [1e-5, -1e-5].map(h => {
          row[to] = value + h;
          return naiveObjective(run, weights, 0.01);
        }) as [number, number];
        row[to] = value;
        expect(gradient).toBeCloseTo((above - below) / 2e-5, 5);
      }
  });
});
