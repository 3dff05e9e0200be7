import { fromColumns, batch, epochs, sample } from '@thalweg/data';
import { add, constant, gather, input, mean, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import { adadelta, adagrad, inverseTimeDecay, momentum, sgd, type Transform } from '@thalweg/optim';
import { doubleWell, ravine } from '@thalweg/miniatures/surfaces';
import { fillNormal, foldIn, key, randomInteger } from '@thalweg/tensor';
import { step, train } from '@thalweg/train';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';

type Scalar = Node<readonly []>;

const float64 = { dtype: 'float64' } as const;

describe('in a ravine, ½(x² + 100y²)', () => {
  /** Steps until both are within 1e-6 of the floor's lowest point, and how often the floor was crossed by then. */
  function descend(optimizer: Transform, budget = 4_000): { steps: number; crossings: number } {
    const [x, y] = [parameter(10, float64), parameter(1, float64)];
    const descend = step(ravine().loss(x, y), optimizer, { whenNotFinite: 'continue' });
    let crossings = 0;
    for (let steps = 1, side = 1; steps <= budget; steps++) {
      descend();
      const now = Math.sign(read(y).item());
      if (now === -side) crossings++;
      if (now !== 0) side = now;
      if (Math.hypot(read(x).item(), read(y).item()) < 1e-6) return { steps, crossings };
    }
    return { steps: Infinity, crossings };
  }
  const grid = Array.from({ length: 24 }, (_, i) => 0.0005 * 1.25 ** i);
  const best = (make: (learningRate: number) => Transform) =>
    grid.map(rate => descend(make(rate))).reduce((a, b) => (b.steps < a.steps ? b : a));

  it('momentum at its best rate takes at most half the steps of plain descent at its best, and crosses the floor less often', () => {
    const plain = best(learningRate => sgd({ learningRate }));
    const heavy = best(learningRate => momentum({ learningRate }));
    expect(plain.steps).toBeLessThan(2_000);
    expect(heavy.steps).toBeLessThanOrEqual(plain.steps / 2);
    expect(heavy.crossings).toBeLessThan(plain.crossings);
  }); // prettier-ignore
});

describe('where features differ in frequency', () => {
  // Feature k is there in one of 2ᵏ examples; each has a weight of its own to find.
  const FEATURES = 8;
  const truth = Array.from({ length: FEATURES }, (_, k) => (k % 2 === 0 ? 1 : -1));
  const EXAMPLES = 600;
  const features = Array.from({ length: EXAMPLES }, (_, i) =>
    Math.min(FEATURES - 1, Math.clz32(randomInteger(key(5), i, 2 ** 30)) - 2),
  );
  const noise = fillNormal(new Float64Array(EXAMPLES), foldIn(key(5), 'noise'));

  function lossAfter(optimizer: Transform): number {
    const weights = parameter(new Float64Array(FEATURES), { name: 'weights' });
    const feature = input('feature', [], 'int32');
    const target = input('target', [], 'float64');
    const descend = step(square(sub(gather(weights, feature), target)) as Scalar, optimizer);
    features.forEach((feature, i) => descend({ feature, target: truth[feature]! + 0.3 * noise[i]! }));
    return read(sum(square(sub(weights, parameter(new Float64Array(truth)))))).item();
  }

  it('Adagrad comes closer than plain descent at any constant rate of a grid', () => {
    const rates = Array.from({ length: 20 }, (_, i) => 0.002 * 1.35 ** i);
    const plain = Math.min(...rates.map(learningRate => lossAfter(sgd({ learningRate }))));
    const adaptive = Math.min(...rates.map(learningRate => lossAfter(adagrad({ learningRate }))));
    expect(adaptive).toBeLessThan(plain);
  });

  it('Adagrad’s rate falls for ever, Adadelta’s does not', () => {
    /** What a step is for a gradient that is always 1. */
    const steps = (optimizer: Transform): number[] => {
      const x = parameter(0, float64);
      const descend = step(x as Scalar, optimizer);
      return Array.from({ length: 2_000 }, () => {
        const before = read(x).item();
        descend();
        return before - read(x).item();
      });
    };
    const falling = steps(adagrad({ learningRate: 0.1 }));
    expect(falling.every((size, i) => i === 0 || size < falling[i - 1]!)).toBe(true);
    expect(falling.at(-1)! / falling[0]!).toBeCloseTo(1 / Math.sqrt(2_000), 6);
    const kept = steps(adadelta());
    expect(kept.at(-1)!).toBeGreaterThanOrEqual(kept[100]!);
  });
});

describe('descent over all examples, or over some', () => {
  // Least squares on noisy points: one global minimum, known in closed form.
  const COUNT = 200;
  const noise = fillNormal(new Float64Array(COUNT), foldIn(key(8), 'noise'));
  const xs = Float64Array.from({ length: COUNT }, (_, i) => (2 * i) / COUNT - 1);
  const ys = xs.map((x, i) => 1.5 * x - 0.5 + 0.4 * noise[i]!);
  const points = fromColumns({ x: xs, y: ys });

  function line() {
    const [w, b] = [parameter(0, float64), parameter(0, float64)];
    const [x, y] = [input('x', ['batch'], 'float64'), input('y', ['batch'], 'float64')];
    return { w, b, loss: mean(square(sub(add(mul(w, x), b), y))) as Scalar };
  }
  const full = (w: number, b: number): number =>
    xs.reduce((total, x, i) => total + (w * x + b - ys[i]!) ** 2, 0) / COUNT;
  const [mx, my] = [xs, ys].map(v => v.reduce((a, b) => a + b, 0) / COUNT) as [number, number];
  const slope = xs.reduce((s, x, i) => s + (x - mx) * (ys[i]! - my), 0) / xs.reduce((s, x) => s + (x - mx) ** 2, 0);
  const least = full(slope, my - slope * mx);

  /** How far above the least loss a run ends. */
  async function excess(optimizer: Transform, size: number, passes: number): Promise<number> {
    const { w, b, loss } = line();
    const draws = sample({ seed: 2, withReplacement: true });
    const records = size === Infinity ? points : points.pipe(draws);
    await lastValueFrom(records.pipe(batch(size), epochs(passes), train(loss, optimizer, { sliceMs: Infinity })));
    return full(read(w).item(), read(b).item()) - least;
  }

  it('batch descent ends in the minimum, and so does stochastic descent at η₀/(1 + kt), but not at a constant rate', async () => {
    expect(await excess(sgd({ learningRate: 0.3 }), Infinity, 400)).toBeLessThan(1e-9);
    expect(await excess(sgd({ learningRate: inverseTimeDecay(0.1, { decay: 0.01 }) }), 1, 100)).toBeLessThan(1e-3);
    expect(await excess(sgd({ learningRate: 0.1 }), 1, 100)).toBeGreaterThan(1e-3);
  }); // prettier-ignore
});

describe('in a tilted double well, (x² − 1)² + 0.6x', () => {
  const { loss, minima } = doubleWell();
  const well = (x: Scalar): Scalar => loss(x, constant(0, float64));
  const lowest = (kind: 'local' | 'global'): number => minima.find(minimum => minimum.kind === kind)!.x;
  const [local, global] = [lowest('local'), lowest('global')];

  it('batch descent from the wrong side ends in the local minimum, from every start of a grid', () => {
    for (let start = 0.2; start <= 2; start += 0.1) {
      const x = parameter(start, float64);
      const descend = step(well(x), sgd({ learningRate: 0.02 }));
      for (let i = 0; i < 2_000; i++) descend();
      expect(read(x).item()).toBeCloseTo(local, 9);
    }
  });

  it('stochastic descent escapes to the global one with at least 75 of 100 seeds, and not at all without its noise', () => {
    const end = (seed: number, deviation: number): number => {
      const x = parameter(1, float64);
      const pull = input('pull', [], 'float64');
      // Each example tilts the well by itself; together they cancel.
      const descend = step(add(well(x), mul(pull, x)) as Scalar, sgd({ learningRate: inverseTimeDecay(0.1, { decay: 0.005 }) })); // prettier-ignore
      const pulls = fillNormal(new Float64Array(2_000), foldIn(key(seed), 'pull'));
      for (const one of pulls) descend({ pull: deviation * one });
      return read(x).item();
    };
    const ends = Array.from({ length: 100 }, (_, seed) => end(seed, 3));
    expect(ends.filter(x => Math.abs(x - global) < 0.25).length).toBeGreaterThanOrEqual(75);
    expect(end(1, 0)).toBeCloseTo(local, 2);
  });
});
