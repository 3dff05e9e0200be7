import { readFileSync } from 'node:fs';
import { add, input, mul, parameter, read, square, sub, type Node } from '@thalweg/graph';
import { accumulate, cosineDecay, onEvent, reduceOnPlateau, sgd, type Hyperparameter, type ReduceOnPlateauOptions } from '@thalweg/optim'; // prettier-ignore
import { decodeSnapshot, encodeSnapshot, restore, snapshot, step, wireOf, type Stepping } from '@thalweg/train';
import { BehaviorSubject, NEVER, pipe, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';

type Scalar = Node<readonly []>;

/** A slope of 1 beside a metric that is fed: each step moves x by the rate. */
function slope(rateFor: (metric: Scalar) => Hyperparameter, optimizer = (rate: Hyperparameter) => sgd({ learningRate: rate })) {
  const x = parameter(0, { dtype: 'float64', name: 'x' });
  const metric = input('metric', [], 'float64');
  const loss = sub(add(mul(0, metric), 0), x) as Scalar;
  const learn = step(loss, optimizer(rateFor(metric)));
  return {
    learn,
    /** Takes a step with a metric, and gives how far it went. */
    take: (value: number): number => {
      const before = read(x).item();
      learn({ metric: value });
      return read(x).item() - before;
    },
  };
} // prettier-ignore

interface Plateau {
  readonly rate: number;
  readonly options: Omit<ReduceOnPlateauOptions, 'of'>;
  readonly metrics: readonly number[];
  readonly rates: readonly number[];
}

const plateaus = JSON.parse(
  readFileSync(new URL('../../reference/plateau.json', import.meta.url), 'utf8'),
) as Plateau[];

/** Goes on in a new run from a file of the old one. */
function resumed(from: Stepping, to: Stepping): void {
  restore({ learn: to }, decodeSnapshot(encodeSnapshot(snapshot({ learn: from }))));
}

describe('reduceOnPlateau', () => {
  it.each(plateaus)('has PyTorch’s rates: $options', ({ rate, options, metrics, rates }) => {
    const { take } = slope(metric => reduceOnPlateau(rate, { of: metric, ...options }));
    metrics.forEach((metric, taken) => expect(Math.abs(take(metric) - rates[taken]!)).toBeLessThan(1e-12));
  });

  it.each(plateaus)('goes on with the same rates wherever it was stopped: $options', ({ rate, options, metrics }) => {
    const make = () => slope(metric => reduceOnPlateau(rate, { of: metric, ...options }));
    const whole = make();
    const rates: number[] = [];
    for (let taken = 0; taken < metrics.length; taken++) {
      const part = make();
      resumed(whole.learn, part.learn);
      rates.push(whole.take(metrics[taken]!));
      expect(part.take(metrics[taken]!)).toBeCloseTo(rates[taken]!, 14);
    }
    expect(new Set(rates.map(rate => rate.toFixed(9))).size).toBeGreaterThan(2);
  });

  it('looks at the mean over so many steps', () => {
    const means = plateaus[0]!;
    const { take } = slope(metric => reduceOnPlateau(means.rate, { of: metric, ...means.options, every: 2 }));
    means.metrics.forEach((metric, look) => {
      for (const by of [0.5, -0.5]) expect(take(metric + by)).toBeCloseTo(means.rates[look]!, 12);
    });
  });

  it('sees updates, not steps, behind gathered gradients', () => {
    const optimizer = (rate: Hyperparameter) => pipe(accumulate(2), sgd({ learningRate: rate }));
    const { take } = slope(metric => reduceOnPlateau(1, { of: metric, patience: 0, factor: 0.5 }), optimizer);
    const moved = [1, 9, 1, 2, 1, 3, 1, 4].map(take);
    moved.forEach((by, i) => expect(by).toBeCloseTo([0, 1, 0, 1, 0, 1, 0, 0.5][i]!, 12));
  });

  it('refuses what makes no sense, in words', () => {
    const of = input('of', []);
    expect(() => reduceOnPlateau(-1, { of })).toThrow('reduceOnPlateau: rate: must be finite and at least 0, got -1');
    expect(() => reduceOnPlateau(1, { of, factor: 1 })).toThrow('factor: must be at least 0 and below 1, got 1');
    expect(() => reduceOnPlateau(1, { of, every: 0 })).toThrow('every: must be a whole number from 1 on, got 0');
    expect(() => reduceOnPlateau(1, { of, patience: -1 })).toThrow('patience: must be finite and at least 0, got -1');
    expect(() => reduceOnPlateau(1, { of, mode: 'least' as 'min' })).toThrow("mode: must be 'min' or 'max', got least");
  });
});

describe('onEvent', () => {
  const halve = (rate: number): number => rate / 2;

  it('holds its rate until an event, and the changed one from the next step on', () => {
    const event$ = new Subject<string>();
    const { take } = slope(() => onEvent(1, event$, halve));
    expect([take(0), take(0)]).toEqual([1, 1]);
    event$.next('drift');
    expect(take(0)).toBe(0.5);
    event$.next('drift');
    event$.next('drift');
    expect([take(0), take(0)]).toEqual([0.125, 0.125]);
  });

  it('moves no register by itself', () => {
    const event$ = new Subject<void>();
    const { take, learn } = slope(() => onEvent(1, event$, halve));
    take(0);
    const before = JSON.stringify(snapshot({ learn }));
    for (let i = 0; i < 10; i++) event$.next();
    expect(JSON.stringify(snapshot({ learn }))).toBe(before);
  });

  it('is heard from the first step on, and let go of when nobody observes it', () => {
    const event$ = new Subject<void>();
    const { take } = slope(() => onEvent(1, event$, halve));
    expect(event$.observed).toBe(false);
    take(0);
    expect(event$.observed).toBe(true);
  });

  it('goes on from the rate that a run had when it is put back', () => {
    const event$ = new Subject<void>();
    const whole = slope(() => onEvent(1, event$, halve));
    whole.take(0);
    event$.next();
    whole.take(0);
    const part = slope(() => onEvent(1, NEVER, halve));
    resumed(whole.learn, part.learn);
    expect(part.take(0)).toBe(0.5);
  });

  it('fails the step after a change to what is no rate, which moves nothing', () => {
    const event$ = new Subject<void>();
    const { take, learn } = slope(() => onEvent(1, event$, rate => rate - 2));
    take(0);
    event$.next();
    expect(() => take(0)).toThrow('onEvent: rate: must be finite and at least 0, got -1');
    expect(read(wireOf(learn, 'x')).item()).toBe(1);
    expect(() => onEvent(-1, NEVER, halve)).toThrow('onEvent: rate: must be finite and at least 0, got -1');
  });
});

describe('the effective value of a hyperparameter', () => {
  it('is a node that can be subscribed: of a schedule, an event, a slider', () => {
    const [slider$, event$] = [new BehaviorSubject(1), new Subject<void>()];
    const kinds: readonly (readonly [Hyperparameter, () => void, readonly number[]])[] = [
      [cosineDecay(1, { steps: 2 }), () => {}, [1, 0.5]],
      [onEvent(1, event$, rate => 3 * rate), () => event$.next(), [1, 3]],
      [slider$, () => slider$.next(0.25), [1, 0.25]],
    ];
    for (const [rate, change, wanted] of kinds) {
      const { take, learn } = slope(() => rate);
      const seen: number[] = [];
      const looking = wireOf(learn, 'learningRate').subscribe(value => seen.push(value.item()));
      const moved = [take(0)];
      change();
      expect(seen).toHaveLength(2);
      moved.push(take(0));
      looking.unsubscribe();
      expect(seen[0]).toBeNaN();
      expect(seen.slice(1)).toEqual(wanted);
      moved.forEach((by, i) => expect(by).toBeCloseTo(wanted[i]!, 14));
    }
  });

  it('is part of a snapshot, and a number is not: it is a constant', () => {
    const { take, learn } = slope(() => cosineDecay(1, { steps: 2 }));
    take(0);
    expect(snapshot({ learn }).parts['learn']!.tensors['learningRate']!.item()).toBe(1);
    expect(Object.keys(snapshot({ learn: slope(() => 1).learn }).parts['learn']!.tensors).sort()).toEqual([
      'step',
      'x',
    ]);
  });

  it('is refused under another name, with the one that was meant', () => {
    const learn = step(square(parameter(1, { name: 'x' })) as Scalar, sgd({ learningRate: cosineDecay(1, { steps: 2 }) }));
    expect(() => wireOf(learn, 'rate')).toThrow(
      "wireOf: the name must be that of a register of the training, got 'rate'. Did you mean 'learningRate'?",
    );
  }); // prettier-ignore
});
