import { input, mul, parameter, read, square, sub, type Node } from '@thalweg/graph';
import { fillNormal, key } from '@thalweg/tensor';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { accumulate, adamw, linearWarmUp, scheduleFree, sgd, type Transform } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

const float64 = { dtype: 'float64' } as const;

/** What a descent of this optimizer on ½x² from 4 comes to after each step: `[y, z, x]`. */
function falling(optimizer: Transform, steps: number): number[][] {
  const parameter4 = parameter(4, { ...float64, name: 'θ' });
  const descent = descend(mul(0.5, square(parameter4)), optimizer);
  const way = Array.from({ length: steps }, () => {
    descent.step();
    const memory = ['z', 'x'].map(part => named(descent, `scheduleFree.${part}(θ)`));
    return [parameter4 as Node, ...memory].map(node => read(node).item());
  });
  descent.close();
  return way;
}

/** The same in plain numbers, at a rate by step. */
function plainly(rateOf: (step: number) => number, beta: number, steps: number): number[][] {
  let [y, z, x, weights] = [4, 4, 4, 0];
  return Array.from({ length: steps }, (_, i) => {
    const rate = rateOf(i + 1);
    weights += rate ** 2;
    z -= rate * y;
    const c = weights === 0 ? 0 : rate ** 2 / weights;
    x = (1 - c) * x + c * z;
    y = (1 - beta) * z + beta * x;
    return [y, z, x];
  });
}

function expectClose(found: readonly number[][], wanted: readonly number[][]): void {
  found.flat().forEach((value, i) => expect(value).toBeCloseTo(wanted.flat()[i]!, 13));
}

describe('scheduleFree', () => {
  it('is the rule in plain numbers: the gradient at y, the step from z, the mean in x', () => {
    expectClose(
      falling(scheduleFree(sgd({ learningRate: 0.4 })), 20),
      plainly(() => 0.4, 0.9, 20),
    );
    expectClose(
      falling(scheduleFree(sgd({ learningRate: 0.4 }), { beta: 0 }), 20),
      plainly(() => 0.4, 0, 20),
    );
  });

  it('weighs steps by the square of a rate that changes, and stands still while that is 0', () => {
    const learningRate = linearWarmUp(0.5, { steps: 6, start: 0 });
    const found = falling(scheduleFree(sgd({ learningRate }), { learningRate, beta: 0.8 }), 20);
    expect(found[0]).toEqual([4, 4, 4]);
    expectClose(
      found,
      plainly(step => 0.5 * Math.min(1, (step - 1) / 6), 0.8, 20),
    );
  });

  it('begins from where the parameter is at the first step, not at its first value', () => {
    const x = parameter(4, { ...float64, name: 'x' });
    const descent = descend(mul(0.5, square(x)), scheduleFree(sgd({ learningRate: 0.5 })));
    x.set(8);
    descent.step();
    expect(['z', 'x'].map(part => read(named(descent, `scheduleFree.${part}(x)`)).item())).toEqual([4, 4]);
    expect(read(x).item()).toBeCloseTo(4, 14);
    descent.close();
  });

  it('has the decay of AdamW pull where the gradient is taken', () => {
    const optimizer = scheduleFree(adamw({ learningRate: 0.1, beta1: 0, beta2: 0, epsilon: 0, decay: 0.5 }));
    let [y, z, x] = [4, 4, 4];
    falling(optimizer, 8).forEach((found, i) => {
      z -= 0.1 * (Math.sign(y) + 0.5 * y);
      x += (z - x) / (i + 1);
      y = 0.1 * z + 0.9 * x;
      expectClose([found], [[y, z, x]]);
    });
  });

  it('reaches the minimum of noisy examples at a constant rate at which plain descent still swings', () => {
    const noise = fillNormal(new Float64Array(4_000), key(3));
    /** How far parameter and evaluated parameter are from the minimum, on average over the second half. */
    const distances = (optimizer: Transform): { readonly last: number; readonly evaluated: number } => {
      const [x, target] = [parameter(5, { ...float64, name: 'x' }), input('target', [], 'float64')];
      const descent = descend(square(sub(x, target)), optimizer);
      const nodes = [x, descent.evaluated.get(x) ?? x] as [Node, Node];
      const [last, evaluated] = [0, 0].map(() => [] as number[]) as [number[], number[]];
      for (const [i, pull] of noise.entries()) {
        target.set(1 + pull);
        descent.step();
        if (i < noise.length / 2) continue;
        last.push(Math.abs(read(nodes[0]).item() - 1));
        evaluated.push(Math.abs(read(nodes[1]).item() - 1));
      }
      descent.close();
      const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
      return { last: mean(last), evaluated: mean(evaluated) };
    };
    const free = distances(scheduleFree(sgd({ learningRate: 0.2 })));
    expect(free.evaluated).toBeLessThan(0.03);
    expect(free.last).toBeGreaterThan(2 * free.evaluated);
    expect(distances(sgd({ learningRate: 0.2 })).last).toBeGreaterThan(5 * free.evaluated);
  });

  it('goes on with the steps that move, behind an accumulation', () => {
    const theta = parameter(4, { ...float64, name: 'θ' });
    const optimizer = scheduleFree(pipe(accumulate(2), sgd({ learningRate: 0.4 })));
    const descent = descend(mul(0.5, square(theta)), optimizer);
    for (const [y, , x] of plainly(() => 0.4, 0.9, 6)) {
      descent.step(2);
      const found = [theta, descent.evaluated.get(theta)].map(node => read(node as Node).item());
      expectClose([found], [[y!, x!]]);
    }
    descent.close();
  });

  it('has x stand for the parameter in evaluation once a step was taken', () => {
    const theta = parameter(4, { ...float64, name: 'θ' });
    const descent = descend(mul(0.5, square(theta)), scheduleFree(sgd({ learningRate: 0.5 })));
    const evaluated = descent.evaluated.get(theta) as Node;
    expect(read(evaluated).item()).toBe(4);
    descent.step(3);
    expect(read(evaluated).item()).toBe(read(named(descent, 'scheduleFree.x(θ)')).item());
    expect(read(evaluated).item()).not.toBe(read(theta).item());
    descent.close();
  });
});
