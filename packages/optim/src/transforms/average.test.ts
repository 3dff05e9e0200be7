import { gather, input, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import { fillNormal, key } from '@thalweg/tensor';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { accumulate, adam, average, inverseTimeDecay, sgd, type Transform } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

const float64 = { dtype: 'float64' } as const;

/** A descent on ½x² from 4, and where it is after each step: the parameter, and its average. */
function falling(optimizer: Transform, steps: number): { readonly way: number[]; readonly means: number[] } {
  const x = parameter(4, { ...float64, name: 'x' });
  const descent = descend(mul(0.5, square(x)), optimizer);
  const [way, means]: [number[], number[]] = [[], []];
  for (let i = 0; i < steps; i++) {
    descent.step();
    way.push(read(x).item());
    means.push(read(named(descent, 'average.θ̄(x)')).item());
  }
  descent.close();
  return { way, means };
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('average', () => {
  it('is the mean of where the parameter was after each step', () => {
    const { way, means } = falling(average(sgd({ learningRate: 0.3 })), 20);
    means.forEach((mean, i) => expect(mean).toBeCloseTo(meanOf(way.slice(0, i + 1)), 14));
  });

  it('is the mean from a step on, and the parameter itself until then', () => {
    const { way, means } = falling(average(sgd({ learningRate: 0.3 }), { from: 4 }), 12);
    expect(means.slice(0, 4)).toEqual(way.slice(0, 4));
    means.forEach((mean, i) => i >= 3 && expect(mean).toBeCloseTo(meanOf(way.slice(3, i + 1)), 14));
  });

  it('forgets by its decay, which may follow a schedule', () => {
    const { way, means } = falling(average(sgd({ learningRate: 0.3 }), { decay: 0.8 }), 12);
    let mean = way[0]!;
    way.slice(1).forEach((theta, i) => expect(means[i + 1]!).toBeCloseTo((mean = 0.8 * mean + 0.2 * theta), 14));
    const scheduled = falling(average(sgd({ learningRate: 0.3 }), { decay: inverseTimeDecay(0.8, { decay: 1 }) }), 12);
    mean = way[0]!;
    way.slice(1).forEach((theta, i) => {
      const decay = 0.8 / (2 + i);
      expect(scheduled.means[i + 1]!).toBeCloseTo((mean = decay * mean + (1 - decay) * theta), 14);
    });
  });

  it('leaves the training as it is without, to the last bit, also of a table', () => {
    const way = (wrap: (optimizer: Transform) => Transform): number[] => {
      const table = parameter([[1, 2], [3, 4], [5, 6]], { name: 'table' }); // prettier-ignore
      const at = input('at', [2], 'int32');
      const descent = descend(sum(square(gather(table, at))), wrap(adam({ learningRate: 0.1 })));
      for (let i = 0; i < 10; i++) {
        at.set([i % 3, (i * i) % 3]);
        descent.step();
      }
      descent.close();
      return [...read(table).data];
    };
    expect(way(average)).toEqual(way(optimizer => optimizer));
  });

  it('averages all rows of a table, those too that a step does not touch', () => {
    const table = parameter([[1], [2]], { ...float64, name: 'table' });
    const at = input('at', [1], 'int32');
    const descent = descend(sum(gather(table, at)), average(sgd({ learningRate: 1 })));
    for (const row of [0, 1, 1]) {
      at.set([row]);
      descent.step();
    }
    expect(read(named(descent, 'average.θ̄(table)')).toArray()).toEqual([[0], [1]]);
    descent.close();
  });

  it('comes nearer to the minimum of noisy examples than the parameter, which swings on', () => {
    const noise = fillNormal(new Float64Array(2_000), key(3));
    const [x, target] = [parameter(5, { ...float64, name: 'x' }), input('target', [], 'float64')];
    const descent = descend(square(sub(x, target)), average(sgd({ learningRate: 0.2 }), { from: 100 }));
    let [last, averaged] = [0, 0];
    noise.forEach((pull, i) => {
      target.set(1 + pull);
      descent.step();
      if (i < 1_000) return;
      last += (read(x).item() - 1) ** 2;
      averaged += (read(named(descent, 'average.θ̄(x)')).item() - 1) ** 2;
    });
    descent.close();
    expect(averaged).toBeLessThan(last / 50);
  });

  it('counts the steps that move, behind an accumulation', () => {
    const x = parameter(4, { ...float64, name: 'x' });
    const optimizer = average(pipe(accumulate(2), sgd({ learningRate: 0.5 })), { from: 2 });
    const descent = descend(mul(0.5, square(x)), optimizer);
    const evaluated = descent.evaluated.get(x) as Node;
    const seen = Array.from({ length: 8 }, () => {
      descent.step();
      return read(evaluated).item();
    });
    expect(seen).toEqual([4, 2, 2, 1, 1, 0.75, 0.75, (1 + 0.5 + 0.25) / 3]);
    descent.close();
  });

  it('has the average stand for the parameter in evaluation once a step was taken', () => {
    const x = parameter(4, { ...float64, name: 'x' });
    const descent = descend(mul(0.5, square(x)), average(sgd({ learningRate: 0.5 })));
    const evaluated = descent.evaluated.get(x) as Node;
    expect(read(evaluated).item()).toBe(4);
    descent.step(2);
    expect([read(x).item(), read(evaluated).item()]).toEqual([1, 1.5]);
    descent.close();
  });
});
