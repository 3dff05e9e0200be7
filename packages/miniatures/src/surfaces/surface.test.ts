import { constant, gradient, type Node, parameter, read, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import * as exported from '../surfaces.ts';
import { doubleWell, himmelblau, ravine, saddle, type StationaryPoint, type Surface } from '../surfaces.ts';
import { cubicRoots } from './internal/cubic-roots.ts';

const surfaces: readonly Surface[] = [
  ...Object.values(exported).map(surface => (typeof surface === 'function' ? surface() : surface)),
  ravine({ condition: 1 }),
  doubleWell({ tilt: 0 }),
  doubleWell({ tilt: -1.2 }),
];

/** The loss, its gradient and its second derivatives at many points, by the graph. */
function derivatives({ loss }: Surface, xs: readonly number[], ys: readonly number[]) {
  const [x, y] = [xs, ys].map(values => parameter([...values], { dtype: 'float64' }) as Node) as [Node, Node];
  const z = loss(x, y);
  const [dx, dy] = [x, y].map(v => gradient(sum(z), v)) as [Node, Node];
  const second = (of: Node, by: Node): Node => gradient(sum(of), by);
  const nodes = { z, dx, dy, dxx: second(dx, x), dxy: second(dx, y), dyy: second(dy, y) };
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, [...read(node).data]])) as Record<
    keyof typeof nodes,
    number[]
  >;
}

/** What kind of point it is, if the gradient is 0 to 1e-9 and the loss is as stated. */
function kindOf(surface: Surface, { x, y, loss }: StationaryPoint): 'minimum' | 'saddle' | 'neither' {
  const { z, dx, dy, dxx, dxy, dyy } = derivatives(surface, [x], [y]);
  const off = Math.abs(z[0]! - loss) > 1e-12 * Math.max(1, Math.abs(loss));
  if (off || Math.hypot(dx[0]!, dy[0]!) > 1e-9) return 'neither';
  const determinant = dxx[0]! * dyy[0]! - dxy[0]! ** 2;
  if (determinant < 0) return 'saddle';
  return determinant > 0 && dxx[0]! > 0 ? 'minimum' : 'neither';
}

/** Where Newton’s method ends that starts all over the view, without maxima. */
function levelPlaces(surface: Surface): string[] {
  const { x, y } = surface.view;
  const GRID = 24;
  const along = ([lo, hi]: readonly [number, number], i: number) => lo + ((i + 0.5) / GRID) * (hi - lo);
  let xs = Array.from({ length: GRID ** 2 }, (_, i) => along(x, i % GRID));
  let ys = Array.from({ length: GRID ** 2 }, (_, i) => along(y, Math.floor(i / GRID)));
  let d = derivatives(surface, xs, ys);
  for (let step = 0; step < 60; step++) {
    const determinants = d.dxx.map((dxx, i) => dxx * d.dyy[i]! - d.dxy[i]! ** 2);
    xs = xs.map((x, i) => x - (d.dyy[i]! * d.dx[i]! - d.dxy[i]! * d.dy[i]!) / determinants[i]!);
    ys = ys.map((y, i) => y - (d.dxx[i]! * d.dy[i]! - d.dxy[i]! * d.dx[i]!) / determinants[i]!);
    d = derivatives(surface, xs, ys);
  }
  const inside = (v: number, [lo, hi]: readonly [number, number]) => v >= lo && v <= hi;
  const ended = xs.map((_, i) => i).filter(i => inside(xs[i]!, x) && inside(ys[i]!, y) && Math.hypot(d.dx[i]!, d.dy[i]!) < 1e-9); // prettier-ignore
  const maximum = (i: number) => d.dxx[i]! * d.dyy[i]! > d.dxy[i]! ** 2 && d.dxx[i]! < 0;
  return [...new Set(ended.filter(i => !maximum(i)).map(i => place({ x: xs[i]!, y: ys[i]! })))].sort();
}

/** Near −0 is 0. */
const place = ({ x, y }: { x: number; y: number }) =>
  [x, y].map(v => (Math.round(v * 1e4) / 1e4 + 0).toFixed(4)).join();

describe.each(surfaces.map(surface => [surface.name, surface] as const))('%s', (name, surface) => {
  const { minima, saddles, start, view } = surface;

  it('is named as it is exported', () => {
    expect(Object.keys(exported)).toContain(name);
  });

  it('is level at its minima, curved upwards all around, and as high as it says', () => {
    for (const point of minima) expect(kindOf(surface, point), place(point)).toBe('minimum');
  });

  it('is level at its saddles, curved both ways, and as high as it says', () => {
    for (const point of saddles) expect(kindOf(surface, point), place(point)).toBe('saddle');
  });

  it('has no other minima and saddles in view', () => {
    expect(levelPlaces(surface)).toEqual([...minima, ...saddles].map(place).sort());
  });

  it('calls the lowest minima global, and no others', () => {
    const least = Math.min(...minima.map(({ loss }) => loss));
    for (const { loss, kind } of minima) expect(kind).toBe(loss - least < 1e-12 ? 'global' : 'local');
  });

  it('shows its minima, its saddles and its start', () => {
    for (const { x, y } of [...minima, ...saddles, { x: start[0], y: start[1] }]) {
      expect(x > view.x[0] && x < view.x[1] && y > view.y[0] && y < view.y[1], place({ x, y })).toBe(true);
    }
  });

  it('gives for many points what it gives for each', () => {
    const [xs, ys] = [
      [0.5, -1, 1.5, 2, -0.25, 0],
      [1, 0.75, -2, 0.5, -1, 3],
    ] as const;
    const at = (x: number, y: number) => read(surface.loss(constant(x), constant(y))).item();
    const table = (v: readonly number[]) => constant([v.slice(0, 3), v.slice(3)]);
    const all = read(surface.loss(table(xs), table(ys)));
    expect(all.shape).toEqual([2, 3]);
    expect([...all.data]).toEqual(xs.map((x, i) => at(x, ys[i]!)));
  });
});

describe('the test of stationary points', () => {
  it('tells minima from saddles, hills, slopes and wrong heights', () => {
    expect(kindOf(himmelblau, { x: 3, y: 2, loss: 0 })).toBe('minimum');
    expect(kindOf(himmelblau, { x: 3, y: 2, loss: 1e-9 })).toBe('neither');
    expect(kindOf(himmelblau, { x: 3 + 1e-9, y: 2, loss: 0 })).toBe('neither');
    expect(kindOf(himmelblau, { x: -0.270844590667347613, y: -0.923038556479981463, loss: 181.6165215225827 })).toBe('neither'); // prettier-ignore
    expect(kindOf(saddle, { x: 0, y: 0, loss: 0 })).toBe('saddle');
  });
});

describe('the value', () => {
  const at = ({ loss }: Surface, x: number, y: number) =>
    read(loss(constant(x, { dtype: 'float64' }), constant(y, { dtype: 'float64' }))).item();

  it.each([
    // ½(9 + 100·2.25)
    ['ravine', -3, 1.5, 117, ravine()],
    // (4 − 1)² + 0.6·2 + 1
    ['doubleWell', 2, -1, 11.2, doubleWell()],
    // 2.2² + 100·0.44², from Rosenbrock’s start
    ['rosenbrock', -1.2, 1, 24.2, exported.rosenbrock],
    // 1.5² + 2.25² + 2.625²
    ['beale', 0, 0, 14.203125, exported.beale],
    // (1.5 + 2)² + (2.25 + 6)² + (2.625 + 14)²
    ['beale', 2, 2, 356.703125, exported.beale],
    // 11² + 7²
    ['himmelblau', 0, 0, 170, himmelblau],
    // 9² + 5²
    ['himmelblau', 1, 1, 106, himmelblau],
    ['saddle', -1.5, 0.5, 2, saddle],
  ])('of %s at (%d, %d) is %d', (_, x, y, value, surface) => {
    expect(at(surface, x, y)).toBeCloseTo(value, 12);
  });
});

const kinds = (tilt: number) => doubleWell({ tilt }).minima.map(({ x, kind }) => [Math.sign(x), kind]);

describe('doubleWell', () => {
  it('has its lower well where the tilt goes down to', () => {
    expect(kinds(0.6)).toEqual([
      [1, 'local'],
      [-1, 'global'],
    ]);
    expect(kinds(-0.6)).toEqual([
      [1, 'global'],
      [-1, 'local'],
    ]);
    expect(kinds(0).map(([, kind]) => kind)).toEqual(['global', 'global']);
  });

  it('keeps two wells up to the steepest tilt, where one meets the saddle', () => {
    const steepest = 8 / (3 * Math.sqrt(3));
    const { minima, saddles } = doubleWell({ tilt: steepest - 1e-9 });
    expect(minima[0]!.x).toBeCloseTo(1 / Math.sqrt(3), 4);
    expect(saddles[0]!.x).toBeCloseTo(1 / Math.sqrt(3), 4);
    for (const tilt of [steepest, -steepest, 2, NaN])
      expect(() => doubleWell({ tilt })).toThrow(`doubleWell: tilt must be within ±8/(3√3), got ${tilt}. Try 0.6.`);
  });
});

it.each([0.5, NaN, Infinity, -1])('ravine refuses the condition number %d in words', condition => {
  expect(() => ravine({ condition })).toThrow(`ravine: condition must be finite and at least 1, got ${condition}. Try`);
});

it('finds the roots that a cubic was made of, the largest first', () => {
  // (t − 3)(t − 1)(t + 4)
  for (const [i, root] of cubicRoots(-13, 12).entries()) expect(root).toBeCloseTo([3, 1, -4][i]!, 14);
  // t³ − t
  for (const [i, root] of cubicRoots(-1, 0).entries()) expect(root).toBeCloseTo([1, 0, -1][i]!, 15);
});
