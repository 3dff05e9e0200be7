import { batch, epochs, fromColumns, fromIterable, shuffle } from '@thalweg/data';
import { add, input, log, mul, parameter, read, square, type Node } from '@thalweg/graph';
import { batchNorm, dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam, momentum, sgd } from '@thalweg/optim';
import { lastValueFrom, of, take, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { findLearningRate, snapshot, step, train, type RateTrial } from '../index.ts';
import { line, points } from '../testing/models.ts';
import { observe } from '../testing/observe.ts';
import { turns } from '../testing/turns.ts';

type Scalar = Node<readonly []>;

const endless = fromIterable(function* () {
  for (;;) yield {};
});

/** ½(x² + 20y²) from (−3, 1.5): a descent diverges at rates above 2/20. */
function ravine() {
  const [x, y] = [parameter(-3, { dtype: 'float64' }), parameter(1.5, { dtype: 'float64' })];
  return { x, y, loss: mul(0.5, add(square(x), mul(20, square(y)))) as Scalar };
}

const all = (trials$: Observable<RateTrial>): Promise<RateTrial[]> => lastValueFrom(trials$.pipe(toArray()));

describe('findLearningRate', () => {
  it('takes the steps of a descent whose rate grows by one factor, and stops when the loss explodes', async () => {
    const { x, y, loss } = ravine();
    const options = { from: 1e-4, to: 1, steps: 81, smoothing: 0.8 } as const;
    const trials = await all(endless.pipe(findLearningRate(loss, learningRate => sgd({ learningRate }), options)));
    // The same by hand.
    let [a, b, sum, least] = [-3, 1.5, 0, Infinity];
    for (const [i, trial] of trials.entries()) {
      const rate = 10 ** (-4 + (4 * i) / 80);
      const wanted = 0.5 * (a * a + 20 * b * b);
      sum = 0.8 * sum + 0.2 * wanted;
      const smoothed = sum / (1 - 0.8 ** (i + 1));
      expect(trial.step).toBe(i + 1);
      expect(trial.learningRate / rate).toBeCloseTo(1, 12);
      expect(trial.loss / wanted).toBeCloseTo(1, 9);
      expect(trial.smoothedLoss / smoothed).toBeCloseTo(1, 9);
      least = Math.min(least, smoothed);
      expect(smoothed > 4 * least).toBe(i === trials.length - 1);
      [a, b] = [a - rate * a, b - rate * 20 * b];
    }
    expect(trials.length).toBeLessThan(81);
    expect(trials.slice(0, -1).every(trial => !('suggestion' in trial))).toBe(true);
    const { suggestion, learningRate } = trials.at(-1)!;
    expect(learningRate).toBeGreaterThan(0.1);
    expect(suggestion).toBeGreaterThan(0.002);
    expect(suggestion).toBeLessThan(0.1);
    expect([read(x).item(), read(y).item()]).toEqual([-3, 1.5]);
  });

  it('suggests a rate that trains a network well', async () => {
    const model = () => {
      const logits = input('x', ['batch', 3]).pipe(dense(8), tanh(), dense(2));
      return logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32'))) as Scalar;
    };
    const batches = points(160).pipe(shuffle({ seed: 1 }), batch(16), epochs(Infinity));
    const trials = await all(batches.pipe(findLearningRate(model(), learningRate => adam({ learningRate }))));
    const { suggestion } = trials.at(-1)!;
    const lossAfter = async (learningRate: number): Promise<number> => {
      const steps$ = batches.pipe(train(model(), adam({ learningRate }), { whenNotFinite: 'continue' }), take(100), toArray());
      return (await lastValueFrom(steps$)).slice(-10).reduce((total, { loss }) => total + loss / 10, 0);
    };
    const suggested = await lossAfter(suggestion!);
    expect(suggested).toBeLessThan(await lossAfter(1e-4));
    expect(suggested).toBeLessThan(await lossAfter(3));
  }); // prettier-ignore

  it('has no suggestion where nothing falls, and ends with the data', async () => {
    const { loss } = line();
    const flat = fromColumns({ x: new Float64Array(20), y: new Float64Array(20).fill(1) });
    const trials = await all(flat.pipe(findLearningRate(loss, learningRate => sgd({ learningRate }))));
    expect(trials).toHaveLength(20);
    expect(trials.at(-1)).toMatchObject({ step: 20, loss: 1, suggestion: undefined });
    expect(await all(of<object>().pipe(findLearningRate(loss, () => sgd())))).toEqual([]);
  });

  it('ends at a loss that is not finite, but fails if the first is not', async () => {
    const x = parameter(0.5, { dtype: 'float64' });
    const find = findLearningRate(log(x) as Scalar, learningRate => sgd({ learningRate }), { from: 0.01, steps: 20, explosion: 1e9 }); // prettier-ignore
    const trials = await all(endless.pipe(find));
    expect(trials.length).toBeLessThan(20);
    expect(trials.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(read(x).item()).toBe(0.5);
    x.set(-1);
    const seen = observe(endless.pipe(find));
    await seen.ended;
    expect(String(seen.errors[0])).toContain('findLearningRate: the loss must be finite (log');
    expect(read(x).item()).toBe(-1);
  });
});

describe('the registers after a range test', () => {
  /** A model with dropout and running statistics, and all that a training keeps. */
  function model() {
    const x = input('x', ['batch', 3]);
    const logits = x.pipe(dense(6), batchNorm(), tanh(), dropout(0.2), dense(2));
    const loss = logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32'))) as Scalar;
    const learn = step(loss, adam());
    const kept = (): unknown => {
      const { tensors } = snapshot({ learn }).parts['learn']!;
      return Object.entries(tensors).map(([name, value]) => [name, value.toJSON()]);
    };
    return { loss, kept };
  }
  const batches = points(64).pipe(batch(8), epochs(Infinity));

  it.each(['all steps', 'an error', 'an unsubscription', 'a broken step'] as const)('are as before it, after %s', async how => {
    const { loss, kept } = model();
    const before = kept();
    const source$ = how === 'an error' ? fromIterable([...Array(9).fill(0).map((_, i) => ({ x: [[i, 1, 2]], label: [0] })), { x: 'no' }]) : batches;
    const find = findLearningRate(loss, learningRate => momentum({ learningRate }), { steps: 30, to: 0.1, sliceMs: how === 'a broken step' ? 0 : 8 });
    let moved = false;
    const seen = observe((source$ as Observable<unknown>).pipe(find), ({ step }, log) => {
      if (step !== 6) return;
      moved = JSON.stringify(kept()) !== JSON.stringify(before);
      if (how === 'an unsubscription') log.unsubscribe();
    });
    if (how === 'a broken step') {
      await turns(4);
      moved = true;
      seen.unsubscribe();
    } else if (how === 'an unsubscription') await turns(50);
    else await seen.ended;
    expect(moved).toBe(true);
    expect(kept()).toEqual(before);
    expect(seen.errors).toHaveLength(how === 'an error' ? 1 : 0);
    // And the next test begins where this one did.
    const again = await all(batches.pipe(find, take(3)));
    expect(again[0]).toMatchObject({ step: 1 });
    if (how === 'all steps') expect(again.map(({ loss }) => loss)).toEqual(seen.values.slice(0, 3).map(({ loss }) => loss));
    expect(kept()).toEqual(before);
  }); // prettier-ignore
});

it.each([
  [{ from: 0 }, 'from and to must be finite and 0 < from < to, got 0 and 10'],
  [{ from: 1, to: 0.1 }, 'from and to must be finite'],
  [{ steps: 4 }, 'steps must be a whole number of at least 5, got 4'],
  [{ smoothing: 1 }, 'smoothing must be at least 0 and below 1, got 1'],
  [{ explosion: 1 }, 'explosion must be above 1, got 1'],
  [{ whenNotFinite: 'skip' }, 'an option must be a known name'],
])('findLearningRate refuses %o', (options, message) => {
  expect(() => findLearningRate(line().loss, learningRate => sgd({ learningRate }), options as never)).toThrow(
    `findLearningRate: ${message}`,
  );
});

it('findLearningRate refuses a loss that is no scalar', () => {
  expect(() => findLearningRate(parameter([1, 2]) as never, learningRate => sgd({ learningRate }))).toThrow(
    'findLearningRate: the loss must be a scalar, got [2]',
  );
});

it('findLearningRate refuses an optimizer in place of a function that makes one', () => {
  expect(() => findLearningRate(line().loss, {} as never)).toThrow(
    'findLearningRate: the optimizer must be a function',
  );
});
