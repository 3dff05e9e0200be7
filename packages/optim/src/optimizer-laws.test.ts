import { add, mul, parameter, read, square, sub, type Node } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { describe, expect, test } from 'vitest';
import * as everything from './index.ts';
import { adam, clipByGlobalNorm, momentum, scaleByAdam, scaleByLearningRate, sgd, type Transform } from './index.ts';
import { descend } from './testing/descent.ts';

interface Row {
  readonly name: keyof typeof everything;
  /** Made for the ravine ½(x² + 20y²), and for Rosenbrock’s valley. */
  readonly ravine: () => Transform;
  readonly valley: () => Transform;
}

const rows: readonly Row[] = [
  { name: 'sgd', ravine: () => sgd({ learningRate: 0.05 }), valley: () => sgd({ learningRate: 1.5e-3 }) },
  { name: 'momentum', ravine: () => momentum({ learningRate: 0.02 }), valley: () => momentum({ learningRate: 3e-4 }) },
  { name: 'adam', ravine: () => adam({ learningRate: 0.1 }), valley: () => adam({ learningRate: 0.02 }) },
  {
    name: 'scaleByAdam',
    ravine: () => pipe(scaleByAdam(), scaleByLearningRate(0.1)),
    valley: () => pipe(scaleByAdam(), scaleByLearningRate(0.02)),
  },
  { name: 'scaleByLearningRate', ravine: () => scaleByLearningRate(0.05), valley: () => scaleByLearningRate(1.5e-3) },
  {
    name: 'clipByGlobalNorm',
    ravine: () => pipe(clipByGlobalNorm(1), sgd({ learningRate: 0.05 })),
    valley: () => pipe(clipByGlobalNorm(1), momentum({ learningRate: 1e-3 })),
  },
];

const ravine = (x: Node, y: Node): Node => mul(0.5, add(square(x), mul(20, square(y))));
const valley = (x: Node, y: Node): Node => add(square(sub(1, x)), mul(100, square(sub(y, square(x)))));

function start(loss: (x: Node, y: Node) => Node, at: readonly [number, number]): { loss: Node; xy: () => number[] } {
  const [x, y] = at.map((value, i) => parameter(value, { dtype: 'float64', name: 'xy'[i]! }) as Node);
  return { loss: loss(x!, y!), xy: () => [read(x!).item(), read(y!).item()] };
}

test('every transform has its row', () => {
  const names = Object.keys(everything).filter(name => !['constantRate', 'cosineDecay'].includes(name));
  expect(rows.map(({ name }) => name).sort()).toEqual(names.sort());
});

describe.each(rows)('$name', row => {
  test('converges on a ravine', () => {
    const { loss, xy } = start(ravine, [-3, 1.5]);
    const descent = descend(loss, row.ravine());
    descent.step(1000);
    descent.close();
    expect(Math.hypot(...xy())).toBeLessThan(1e-3);
  });

  test('comes to the end of Rosenbrock’s valley', () => {
    const { loss, xy } = start(valley, [-1.2, 1]);
    const descent = descend(loss, row.valley());
    descent.step(10_000);
    descent.close();
    expect(Math.hypot(xy()[0]! - 1, xy()[1]! - 1)).toBeLessThan(1e-2);
  });

  test('comes to the same bits when it is looked at, read, and paused', () => {
    const run = (watched: boolean): number[] => {
      const { loss, xy } = start(ravine, [-3, 1.5]);
      const descent = descend(loss, row.ravine());
      const subscriptions = watched ? descent.wires.map(wire => wire.subscribe()) : [];
      for (let i = 0; i < 20; i++) {
        descent.step();
        if (watched) descent.wires.forEach(wire => read(wire));
        if (i === 10) subscriptions.forEach(subscription => subscription.unsubscribe());
      }
      descent.close();
      return xy();
    };
    expect(run(true)).toEqual(run(false));
  });
});
