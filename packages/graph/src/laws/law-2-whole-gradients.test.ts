import { refute } from '@thalweg/drawn';
import { combineLatest, map, merge, scan, Subject, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  add,
  feed,
  gradient,
  gradients,
  input,
  mul,
  parameter,
  read,
  square,
  sub,
  sum,
  tanh,
  type Node,
} from '../index.ts';
import { counting } from '../testing/counting.ts';
import { hear } from '../testing/hear.ts';

/** A value that fans out to three uses, of which the gradient is the sum of what they pass back. */
interface Fan {
  readonly set: (x: number) => void;
  readonly gradients: readonly number[];
}

/*
 *      ┌── 2·x ──┐
 *  x ──┼── x·x ──(+)── f        ∂f/∂x = 2 + 2x + 3x²
 *      └── x³ ───┘
 */
function ours(): Fan {
  const x = input('x', [], 'float64');
  const f = add(add(mul(x, 2), mul(x, x)), mul(x, square(x)));
  return { set: value => x.set(value), gradients: hear(gradient(f, x)).values };
}

/** Emits what has arrived so far whenever a consumer contributes. */
function eager(accumulate: (terms: readonly Observable<number>[], x$: Observable<number>) => Observable<number>): Fan {
  const x$ = new Subject<number>();
  const terms = [() => 2, (x: number) => 2 * x, (x: number) => 3 * x * x].map(term => x$.pipe(map(term)));
  const gradients: number[] = [];
  accumulate(terms, x$).subscribe(value => gradients.push(value));
  return { set: value => x$.next(value), gradients };
}

const running = (): Fan => eager(terms => merge(...terms).pipe(scan((sum, term) => sum + term, 0)));
const latest = (): Fan => eager(terms => combineLatest(terms).pipe(map(all => all.reduce((sum, term) => sum + term))));

function checkWhole(build: () => Fan): void {
  const { set, gradients } = build();
  set(1);
  expect(gradients).toEqual([7]);
  set(2);
  expect(gradients).toEqual([7, 18]);
}

describe('law 2: whole gradients', () => {
  it('emits the full sum of a value that fans out, once per pass', () => checkWhole(ours));

  it('control: an accumulator that emits as contributions come in', () => refute(() => checkWhole(running)));

  it('control: an accumulator over the latest contributions', () => refute(() => checkWhole(latest)));

  it('sums what comes back over arms of different lengths', () => {
    const x = input('x', [], 'float64');
    let long: Node = x;
    for (let i = 0; i < 10; i++) long = add(long, 1);
    const f = add(mul(x, 5), mul(long, x));
    const slopes = hear(gradient(f, x));
    x.set(1);
    x.set(2);
    expect(slopes.values).toEqual([17, 19]);
  });

  it('adds each consumer up once, though many gradients are looked at', () => {
    const back = counting('back', (upstream, x) => upstream! * 2 * x!);
    const f = counting(
      'f',
      x => x! ** 2,
      (upstream, [x]) => [back(upstream, x!)],
    );
    const x = input('x', [], 'float64');
    const [a, b] = [mul(x, 2), mul(x, 3)];
    const loss = add(f(a), f(b));
    const g = gradients(loss);
    const slopes = [x, a, b].map(node => hear(g.of(node as Node)));
    hear(gradient(loss, x));
    x.set(1);
    expect(back.runs).toBe(2);
    expect(slopes.map(({ values }) => values)).toEqual([[26], [4], [6]]);
  });

  it('is whole in the second order too', () => {
    const x = input('x', [], 'float64');
    const f = add(mul(x, square(x)), square(x));
    const first = gradient(f, x);
    const second = gradient(first, x);
    const third = gradient(second, x);
    const heard = [first, second, third].map(node => hear(node));
    x.set(1);
    x.set(2);
    expect(heard.map(({ values }) => values)).toEqual([[5, 16], [8, 14], [6]]);
  });

  it('differentiates a penalty on the gradient itself', () => {
    const [w, x] = [parameter(0.5, { dtype: 'float64' }), input('x', [], 'float64')];
    const loss = square(mul(w, x));
    const penalised = add(loss, square(gradient(loss, w)));
    const { values } = hear(gradient(penalised, w));
    x.set(2);
    // ∂/∂w (w²x² + 4w²x⁴) = 2wx² + 8wx⁴
    expect(values).toEqual([68]);
    w.set(1);
    expect(values).toEqual([68, 136]);
  });

  it('passes nothing on that is not there: a use without a gradient adds nothing', () => {
    const x = parameter(3, { dtype: 'float64' });
    const blocked = counting(
      'blocked',
      value => value!,
      () => [undefined],
    );
    expect(read(gradient(add(square(x), blocked(x)), x)).item()).toBe(6);
    expect(read(gradient(blocked(x), x)).item()).toBe(0);
  });

  it('has one backward pass for all who ask', () => {
    const x = parameter(1);
    const loss = tanh(square(x));
    expect(gradient(loss, x)).toBe(gradient(loss, x));
    expect(gradients(loss).of(x)).toBe(gradient(loss, x));
  });

  it('emits once when one feed changes both a value and the loss through another path', () => {
    const [x, y] = [input('x', ['n'], 'float64'), input('y', ['n'], 'float64')];
    const w = parameter(2, { dtype: 'float64' });
    const loss = sum(square(sub(mul(x, w), y)));
    const slopes = hear(gradient(loss, w));
    feed([x, [1, 2]], [y, [1, 1]]);
    feed([x, [1]], [y, [4]]);
    expect(slopes.values).toEqual([14, -4]);
  });
});
