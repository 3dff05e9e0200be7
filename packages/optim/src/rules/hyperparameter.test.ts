import { input, mul, parameter, read, square, type Node } from '@thalweg/graph';
import { BehaviorSubject, concat, EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { adam, momentum, scaleByAdam, sgd, type Hyperparameter } from '../index.ts';
import { descend, type Descent } from '../testing/descent.ts';

/** A slope of 1: every step moves x by the rate. */
function slope(learningRate: Hyperparameter): { x: () => number } & Descent {
  const x = parameter(0, { dtype: 'float64', name: 'x' });
  return { ...descend(mul(-1, x), sgd({ learningRate })), x: () => read(x).item() };
}

describe('a hyperparameter', () => {
  it('is a number', () => {
    const { step, x } = slope(0.5);
    step(2);
    expect(x()).toBe(1);
  });

  it('is a schedule of the step, which counts from 1', () => {
    const { step, x } = slope(t => mul(10, t) as Node<readonly []>);
    step(3);
    expect(x()).toBe(60);
  });

  it('is a node, in any precision', () => {
    const rate = input('rate', []);
    const { step, x } = slope(rate);
    rate.set(0.5);
    step();
    rate.set(2);
    step();
    expect(x()).toBe(2.5);
    const beta = input('beta', [], 'float32');
    beta.set(0.5);
    const y = parameter(1);
    expect(descend(square(y), scaleByAdam({ beta1: beta })).step()).toBe(1);
  });

  it('is a stream of numbers, whose latest acts on the next step', () => {
    const rate$ = new BehaviorSubject(1);
    const { step, x, close } = slope(rate$);
    step();
    rate$.next(10);
    step();
    step();
    expect(x()).toBe(21);
    close();
  });

  it('moves no register by itself: 100 changes between two steps make no update', () => {
    const rate$ = new BehaviorSubject(1);
    const { step, x, close } = slope(rate$);
    step();
    for (let i = 0; i < 100; i++) rate$.next(i);
    expect(x()).toBe(1);
    step();
    expect(x()).toBe(100);
    close();
  });

  it('lets the rate be watched without learning from it', () => {
    const rate$ = new BehaviorSubject(1);
    const { updates, x, close } = slope(rate$);
    const seen: number[] = [];
    for (const update of updates.values()) update.subscribe(value => seen.push(value.item()));
    rate$.next(2);
    rate$.next(3);
    expect([seen, x()]).toEqual([[-1, -2, -3], 0]);
    close();
  });

  it('names itself when its stream has not given a number yet', () => {
    const rate$ = new Subject<number>();
    const { step, x, close } = slope(rate$);
    expect(() => step()).toThrow(/every input it depends on must have a value, got none for 'learningRate'/);
    rate$.next(2);
    step();
    expect(x()).toBe(2);
    close();
    expect(() => slope(EMPTY).step()).toThrow(/'learningRate'/);
  });

  it('keeps the last number of a stream that has completed', () => {
    const { step, x } = slope(of(1, 2));
    step(2);
    expect(x()).toBe(4);
  });

  it('fails the step with the error of its stream, and moves nothing', () => {
    const { step, x, close } = slope(
      concat(
        of(1),
        throwError(() => new Error('no slider')),
      ),
    );
    expect(() => step()).toThrow('no slider');
    expect(x()).toBe(0);
    close();
  });

  it('fails the step when its stream gives a number out of range, and moves nothing', () => {
    for (const [wrong, message] of [
      [NaN, 'learningRate: must be finite and at least 0, got NaN'],
      [-1, 'learningRate: must be finite and at least 0, got -1'],
      [undefined as unknown as number, 'learningRate: must be finite and at least 0, got undefined'],
    ] as const) {
      const rate$ = new BehaviorSubject(1);
      const { step, x, close } = slope(rate$);
      step();
      rate$.next(wrong);
      expect(() => step()).toThrow(message);
      expect(x()).toBe(1);
      expect(rate$.observed).toBe(false);
      close();
    }
  });

  it('follows its stream as long as the run lasts, once for all parameters', () => {
    let connections = 0;
    const rate$ = new Observable<number>(subscriber => {
      connections++;
      subscriber.add(() => connections--);
      return concat(of(1), NEVER).subscribe(subscriber);
    });
    const [x, y] = [parameter(1), parameter(2)];
    const loss = mul(square(x), square(y));
    const descent = descend(loss, momentum({ learningRate: rate$ }));
    expect(connections).toBe(1);
    descent.step(2);
    expect(connections).toBe(1);
    descent.close();
    expect(connections).toBe(0);
  });
});

describe('what is no hyperparameter is refused with its name', () => {
  it.each([
    {
      what: 'a negative rate',
      make: () => sgd({ learningRate: -0.1 }),
      message: 'learningRate: must be finite and at least 0, got -0.1. Check the options.',
    },
    {
      what: 'a rate of NaN',
      make: () => adam({ learningRate: NaN }),
      message: 'learningRate: must be finite and at least 0, got NaN',
    },
    {
      what: 'a rate without end',
      make: () => momentum({ learningRate: Infinity }),
      message: 'learningRate: must be finite and at least 0, got Infinity',
    },
    {
      what: 'a decay of 1',
      make: () => momentum({ decay: 1 }),
      message: 'decay: must be at least 0 and below 1, got 1',
    },
    {
      what: 'a decay below 0',
      make: () => momentum({ decay: -0.5 }),
      message: 'decay: must be at least 0 and below 1, got -0.5',
    },
    { what: 'a β₁ of 1', make: () => adam({ beta1: 1 }), message: 'beta1: must be at least 0 and below 1, got 1' },
    {
      what: 'a β₂ of NaN',
      make: () => adam({ beta2: NaN }),
      message: 'beta2: must be at least 0 and below 1, got NaN',
    },
    {
      what: 'an ε below 0',
      make: () => adam({ epsilon: -1e-8 }),
      message: 'epsilon: must be finite and at least 0, got -1e-8',
    },
    {
      what: 'a text',
      make: () => sgd({ learningRate: '0.1' as unknown as number }),
      message: "sgd: learningRate must be a number, got '0.1'. It is 0.1 by default.",
    },
    {
      what: 'a vector',
      make: () => slope(parameter([1, 2]) as unknown as Node<readonly []>),
      message: 'learningRate: must be a scalar, got parameter float32 [2]',
    },
  ])('$what', ({ make, message }) => {
    expect(make).toThrow(message);
  });
});
