import { batch, epochs, fromColumns } from '@thalweg/data';
import { add, cast, cholesky, constant, diagonal, div, exp, guardFinite, input, log, matmul, mean, mul, neg, parameter, pow, read, reshape, square, sub, sum, together, type Node, type Parameter } from '@thalweg/graph'; // prettier-ignore
import { batchNorm, dense, dropout, meanSquaredError, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { defer, lastValueFrom, of, Subject, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { lbfgs, minimize, snapshot } from '../index.ts';
import { classifier, points } from '../testing/models.ts';
import { observe } from '../testing/observe.ts';
import { areCollected, turns } from '../testing/turns.ts';

type Scalar = Node<readonly []>;

const atOnce = { sliceMs: Infinity } as const;
const scalarParameter = (value: number): Parameter<readonly []> =>
  parameter(value, { dtype: 'float64' }) as unknown as Parameter<readonly []>;

/** Rosenbrock’s valley from (−1.2, 1). */
function valley() {
  const [x, y] = [scalarParameter(-1.2), scalarParameter(1)];
  const loss = add(square(sub(1, x)), mul(100, square(sub(y, square(x))))) as Scalar;
  return { x, y, loss };
}

/** A line through noisy points, with least squares in closed form. */
function regression(dtype: 'float32' | 'float64') {
  const xs = Float64Array.from({ length: 40 }, (_, i) => Math.sin(3 * i));
  const ys = xs.map((x, i) => 2 * x - 1 + 0.3 * Math.cos(7 * i));
  const [w, b] = [parameter(0, { dtype, name: 'w' }), parameter(0, { dtype, name: 'b' })];
  const x = input('x', ['batch'], dtype);
  const loss = add(mul(x, w), b).pipe(meanSquaredError(input('y', ['batch'], dtype))) as Scalar;
  const [mx, my] = [xs, ys].map(v => v.reduce((a, b) => a + b) / v.length) as [number, number];
  const slope = xs.reduce((s, x, i) => s + (x - mx) * (ys[i]! - my), 0) / xs.reduce((s, x) => s + (x - mx) ** 2, 0);
  return { loss, w, b, columns: { x: xs, y: ys }, slope, offset: my - slope * mx };
}

async function errorOf(stream$: ReturnType<typeof minimize>): Promise<Error> {
  const seen = observe(stream$);
  await seen.ended;
  expect(seen.errors).toHaveLength(1);
  return seen.errors[0] as Error;
}

describe('minimize', () => {
  it('emits a record for each iteration, the last with the reason for the end', async () => {
    const { x, y, loss } = valley();
    const records = await lastValueFrom(minimize(loss, lbfgs(), { gradientTolerance: 1e-8, lossTolerance: 0 }).pipe(toArray()));
    expect(records.map(({ iteration }) => iteration)).toEqual(records.map((_, i) => i + 1));
    expect(records.map(({ reason }) => reason).filter(reason => reason !== undefined)).toEqual(['gradient']);
    for (const [i, { loss, evaluations }] of records.slice(1).entries()) {
      expect(loss).toBeLessThan(records[i]!.loss);
      expect(evaluations).toBeGreaterThan(records[i]!.evaluations);
    }
    expect(records.at(-1)!.gradientNorm).toBeLessThanOrEqual(1e-8);
    expect(Math.hypot(read(x).item() - 1, read(y).item() - 1)).toBeLessThan(1e-7);
  }); // prettier-ignore

  it('shortens a step to where an operation refuses its numbers, and gives its error if all are refused', async () => {
    // [[x, 1], [1, 2]] is positive definite above ½, and the squares draw x to 0.4.
    const x = scalarParameter(3);
    const fixed = constant([[0, 1], [1, 2]], { dtype: 'float64' }); // prettier-ignore
    const corner = constant([[1, 0], [0, 0]], { dtype: 'float64' }); // prettier-ignore
    const factor = cholesky(add(mul(x, corner), fixed));
    const loss = sub(mul(50, square(sub(x, 0.4))), mul(1e-3, sum(log(diagonal(factor))))) as Scalar;
    const tries: number[] = [];
    const records = await lastValueFrom(minimize(loss, lbfgs(), { lossTolerance: 0 }).pipe(toArray()));
    records.forEach(({ evaluations }, i) => tries.push(evaluations - (records[i - 1]?.evaluations ?? 1)));
    expect(Math.max(...tries)).toBeGreaterThan(1);
    expect(read(x).item()).toBeCloseTo(0.5, 3);
    expect(read(x).item()).toBeGreaterThan(0.5);
    // Only where it begins.
    const near = sub(1, mul(1e40, square(sub(x, read(x).item()))));
    const refused = add(x, sum(cholesky(reshape(near, [1, 1])))) as Scalar;
    expect((await errorOf(minimize(refused, lbfgs()))).message).toMatch(/^cholesky/);
  });

  it.each([
    [{ gradientTolerance: 0.1 }, 'gradient'],
    [{ lossTolerance: 0.01 }, 'loss'],
    [{ iterations: 5 }, 'iterations'],
    [{ gradientTolerance: 0, lossTolerance: 0 }, 'gradient'],
  ] as const)('ends as the options say: %o', async (options, reason) => {
    const last = await lastValueFrom(minimize(valley().loss, lbfgs(), { ...options, ...atOnce }));
    expect(last.reason).toBe(reason);
    if (reason === 'iterations') expect(last.iteration).toBe(5);
  });

  it.each(['float32', 'float64'] as const)(
    'finds least squares over columns, over a batch of all rows, and over inputs that were set: %s',
    async dtype => {
      const digits = dtype === 'float32' ? 4 : 8;
      const rows = fromColumns(regression(dtype).columns).pipe(batch(Infinity));
      for (const feed of [regression(dtype).columns, rows, of(regression(dtype).columns)]) {
        const { loss, w, b, slope, offset } = regression(dtype);
        await lastValueFrom(minimize(loss, lbfgs(), { feed, gradientTolerance: 1e-12, lossTolerance: 0 }));
        expect(read(w).item()).toBeCloseTo(slope, digits);
        expect(read(b).item()).toBeCloseTo(offset, digits);
      }
      const x = parameter([3, -4], { dtype });
      const target = input('target', [2], dtype);
      target.set([1, 2]);
      await lastValueFrom(minimize(sum(square(sub(x, target))) as Node as Scalar, lbfgs()));
      read(x).toArray().forEach((value, i) => expect(value).toBeCloseTo([1, 2][i]!, digits)); // prettier-ignore
    },
  );

  it('trains parameters of both dtypes and of any shape together', async () => {
    const [w, b] = [parameter([[1], [1]]), parameter([[0.5]], { dtype: 'float64' })];
    const empty = parameter(new Float32Array(0));
    const out = reshape(matmul(constant([[1, 2], [3, 4]]), w), [2]) as Node; // prettier-ignore
    const loss = add(
      cast(add(sum(square(sub(out, 1))), sum(empty)), 'float64'),
      sum(pow(sub(b, 3), 4)),
    ) as Node as Scalar;
    const { reason } = await lastValueFrom(minimize(loss, lbfgs(), { gradientTolerance: 1e-4, lossTolerance: 0 }));
    expect(['gradient', 'precision']).toContain(reason);
    expect(Math.abs((read(w).toArray() as number[][])[0]![0]! + 1)).toBeLessThan(1e-2);
    expect((read(b).toArray() as number[][])[0]![0]!).toBeCloseTo(3, 1);
  });

  it('begins at a minimum with one record of iteration 0', async () => {
    const x = scalarParameter(2);
    const records = await lastValueFrom(minimize(square(sub(x, 2)) as Scalar, lbfgs()).pipe(toArray()));
    expect(records).toEqual([{ iteration: 0, loss: 0, gradientNorm: 0, evaluations: 1, step: 0, reason: 'gradient' }]);
  });

  it('ends where rounding hides any decrease', async () => {
    const x = parameter(0.5);
    const loss = add(add(square(sub(x, 0.1)), square(sub(mul(x, x), 0.7))), 1e6) as Scalar;
    const { reason } = await lastValueFrom(minimize(loss, lbfgs(), { gradientTolerance: 0, lossTolerance: 0 }));
    expect(['precision', 'loss']).toContain(reason);
  });
});

describe('what others see of a minimization', () => {
  it('is each iteration once, all parameters together, and no trial', async () => {
    const { x, y, loss } = valley();
    const seen: number[][] = [];
    together({ x, y, loss }).subscribe(now => seen.push([now.x.item(), now.y.item(), now.loss.item()]));
    const records = await lastValueFrom(minimize(loss, lbfgs()).pipe(toArray()));
    expect(seen).toHaveLength(records.length + 1);
    expect(seen.slice(1).map(([, , loss]) => loss)).toEqual(records.map(({ loss }) => loss));
    expect(records.at(-1)!.evaluations).toBeGreaterThan(records.length + 1);
  });

  it('is the loss of what is fed, once in each iteration, before the parameters move', async () => {
    const { loss, columns } = regression('float64');
    const losses: number[] = [];
    loss.subscribe(value => losses.push(value.item()));
    const records = await lastValueFrom(minimize(loss, lbfgs(), { feed: columns }).pipe(toArray()));
    expect(losses).toHaveLength(records.length);
    expect(losses.slice(1)).toEqual(records.slice(0, -1).map(({ loss }) => loss));
  });

  it('is the last iteration when it is left, between two evaluations too', async () => {
    const { x, y, loss } = valley();
    const third = await lastValueFrom(minimize(loss, lbfgs()).pipe(take(3)));
    expect(third.iteration).toBe(3);
    const kept = [read(x).item(), read(y).item()];
    expect(read(loss).item()).toBe(third.loss);
    await turns(20);
    expect([read(x).item(), read(y).item()]).toEqual(kept);
    const slow = observe(minimize(loss, lbfgs(), { sliceMs: 0 }));
    await turns(2);
    slow.unsubscribe();
    const now = read(loss).item();
    await turns(20);
    expect(read(loss).item()).toBe(now);
  });

  it('shares the event loop, and pauses', async () => {
    const { loss } = valley();
    let turned = 0;
    let going = true;
    const count = (): void => void (turned++, going && setImmediate(count));
    count();
    const running = new Subject<boolean>();
    const seen = observe(minimize(loss, lbfgs(), { sliceMs: 0, running }));
    expect(seen.values).toEqual([]);
    await turns(10);
    running.next(false);
    const { length } = seen.values;
    expect(length).toBeGreaterThan(0);
    await turns(10);
    expect(seen.values).toHaveLength(length);
    running.next(true);
    await seen.ended;
    going = false;
    expect(turned).toBeGreaterThan(seen.values.at(-1)!.evaluations);
  });
});

describe('a loss with states', () => {
  it('moves running statistics once in each iteration', async () => {
    const x = input('x', ['batch', 3]);
    const loss = x.pipe(dense(4), batchNorm(), dense(2), softmaxCrossEntropy(input('label', ['batch'], 'int32'))) as Scalar;
    const fit = minimize(loss, lbfgs(), { feed: points(32).pipe(batch(Infinity)), iterations: 5 });
    const before = snapshot({ fit }).parts['fit']!.tensors;
    const last = await lastValueFrom(fit);
    const after = snapshot({ fit }).parts['fit']!.tensors;
    expect(last.iteration).toBe(5);
    const moved = Object.keys(before).filter(name => !name.startsWith('lbfgs.') && before[name] !== after[name] && String(before[name]!.data) !== String(after[name]!.data));
    expect(moved.some(name => /mean/i.test(name))).toBe(true);
  }); // prettier-ignore

  it('is refused if it changes by itself', async () => {
    const { x, label } = classifier();
    const loss = x.pipe(dense(6), tanh(), dropout(0.5), dense(2), softmaxCrossEntropy(label)) as Scalar;
    const error = await errorOf(minimize(loss, lbfgs(), { feed: points(32).pipe(batch(Infinity)) }));
    expect(error.message).toMatch(
      /^minimize: the loss must be the same in each iteration \(.*\), got .* after .* at the same point\. Leave out dropout/,
    );
  });
});

describe('minimize ends with an error', () => {
  it('if the loss is not finite where it begins, and names the origin with a guard', async () => {
    const x = scalarParameter(-1);
    const error = await errorOf(minimize(log(x) as Scalar, lbfgs()));
    expect(error.message).toMatch(/^minimize: the loss must be finite where it begins \(log.*\), got NaN\. Begin with/);
    expect((await errorOf(minimize(log(x) as Scalar, lbfgs(), { guard: guardFinite() }))).message).toContain('log');
    expect(read(x).item()).toBe(-1);
    const root = pow(scalarParameter(0), 0.5) as Scalar;
    expect((await errorOf(minimize(root, lbfgs()))).message).toMatch(/^minimize: the gradient must be finite where/);
  });

  it('if no trial is finite', async () => {
    const x = parameter(1, { dtype: 'float64' });
    const wall = add(neg(x), div(0, sub(1, mul(0, exp(mul(1e300, sub(x, 1))))))) as Scalar;
    const error = await errorOf(minimize(wall, lbfgs()));
    expect(error.message).toMatch(/^minimize: the loss must be finite near the parameters \(.*\), got NaN at all trials in iteration 1/); // prettier-ignore
    expect(read(x).item()).toBe(1);
  });

  it('if the loss falls for ever', async () => {
    const x = scalarParameter(1);
    const error = await errorOf(minimize(neg(x) as Scalar, lbfgs()));
    expect(error.message).toMatch(/^minimize: the loss must have a minimum \(neg.*\), got -1.* in iteration 1, still falling/);
    expect(read(x).item()).toBe(1);
  }); // prettier-ignore

  it('goes back into the domain of a loss by itself', async () => {
    const x = scalarParameter(4);
    await lastValueFrom(minimize(sub(x, log(x)) as Scalar, lbfgs(), { gradientTolerance: 1e-10, lossTolerance: 0 }));
    expect(read(x).item()).toBeCloseTo(1, 9);
  });

  it('for a second subscription while one is active, and not after it', async () => {
    const { loss } = valley();
    const fit = minimize(loss, lbfgs());
    const first = observe(fit);
    expect((await errorOf(fit)).message).toMatch(/^minimize: a minimization may have one subscription at a time/);
    await first.ended;
    expect(first.errors).toEqual([]);
    expect((await lastValueFrom(fit)).reason).toBe('gradient');
  });

  it('for more than one record, none, and data that do not fit', async () => {
    const { loss, columns } = regression('float64');
    const rows = fromColumns(columns);
    const messageOf = async (feed: never): Promise<string> => (await errorOf(minimize(loss, lbfgs(), { feed }))).message;
    const many = 'minimize: feed must be one record with all data, got a second one. Try feed: rows.pipe(batch(Infinity)).';
    expect(await messageOf(rows.pipe(batch(8)) as never)).toBe(many);
    expect(await messageOf(rows.pipe(batch(Infinity), epochs(Infinity)) as never)).toBe(many);
    expect(await messageOf(of() as never)).toContain('got none');
    expect(await messageOf({ x: columns.x } as never)).toContain("records must have a field 'y'");
    expect(await messageOf({ ...columns, x: columns.x.map(() => NaN) } as never)).toContain("the field 'x' must be finite");
  }); // prettier-ignore
});

describe('minimize refuses', () => {
  const { loss } = valley();
  it.each([
    [() => minimize(input('x', []) as Scalar, lbfgs()), 'minimize: the loss must depend on a parameter, got'],
    [() => minimize(parameter([1, 2]) as never, lbfgs()), 'minimize: the loss must be a scalar, got [2]'],
    [() => minimize(loss, undefined as never), 'minimize: the method must be a minimizer, got undefined. Try lbfgs().'],
    [() => minimize(loss, lbfgs(), { tolerance: 1 } as never), 'minimize: an option must be a known name'],
    [() => minimize(loss, lbfgs(), { lossTolerance: -1 }), 'minimize: lossTolerance must be finite and at least 0, got -1'],
    [() => minimize(loss, lbfgs(), { gradientTolerance: NaN }), 'minimize: gradientTolerance must be finite'],
    [() => minimize(loss, lbfgs(), { iterations: -1 }), 'minimize: iterations must be at least 0, got -1'],
    [() => minimize(loss, { ...lbfgs(), c1: 2, c2: 3 }), 'minimize: the method must have 0 < c1 < c2 < 1, got c1 2 and c2 3'],
    [() => lbfgs({ memory: 0 }), 'lbfgs: memory must be a whole number of at least 1, got 0. Try 10.'],
    [() => lbfgs({ c1: 0.9, c2: 0.5 }), 'lbfgs: c1 and c2 must be 0 < c1 < c2 < 1, got 0.9 and 0.5'],
  ])('%s', (call, message) => expect(call).toThrow(message));
}); // prettier-ignore

it('ends if its method goes uphill and does not forget', async () => {
  const begin = () => ({ ...lbfgs().begin(1), isEmpty: false, direction: () => Float64Array.of(1), forget: () => {} });
  const w = parameter(3, { dtype: 'float64' });
  const last = await lastValueFrom(minimize(square(w) as Scalar, { name: 'uphill', c1: 1e-4, c2: 0.9, begin }));
  expect(last).toMatchObject({ reason: 'precision', iteration: 0 });
});

it.each(['completes', 'fails', 'is left'] as const)('leaves nothing behind when it %s', async how => {
  let values: Float64Array | undefined = Float64Array.from({ length: 4 }, (_, i) => i);
  const data = new WeakRef(values);
  const w = scalarParameter(1);
  const [x, y] = [input('x', ['batch'], 'float64'), input('y', ['batch'], 'float64')];
  const bent = how === 'fails' ? mul(mul(x, w), -1) : square(sub(mul(x, w), y));
  const fit = minimize(mean(bent) as Scalar, lbfgs());
  const columns$ = defer(() => of({ x: values!, y: values!.map(value => 3 * value) }));
  const again = minimize(mean(bent) as Scalar, lbfgs(), { feed: columns$ });
  const seen = observe(again, (_, log) => void (how === 'is left' && log.unsubscribe()));
  if (how !== 'is left') await seen.ended;
  else await turns(20);
  // Until its stack is read, an error holds the objects whose methods are on it.
  expect(seen.errors.map(error => typeof (error as Error).stack)).toEqual(how === 'fails' ? ['string'] : []);
  values = undefined;
  expect(await areCollected([data])).toBe(true);
  expect([fit, again, w]).toHaveLength(3);
});
