import { refute } from '@thalweg/drawn';
import { combineLatest, map, ReplaySubject, share, Subject, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { add, feed, gradient, input, mul, parameter, read, type Node } from '../index.ts';
import { counting } from '../testing/counting.ts';
import { hear } from '../testing/hear.ts';

/** A circuit of blocks `y ← y + f(y)` with f(y) = y, so that each doubles its input. */
interface Skips {
  readonly set: (x: number) => void;
  readonly emissions: readonly number[];
  readonly evaluations: () => number;
}

/*
 *        ┌── f ──┐
 *  y ────┤       (+)── y   … twelve times
 *        └───────┘
 */
function wired(blocks: number): Skips {
  const x = input('x', []);
  const f = counting('f', value => value!);
  let y: Node = x;
  for (let block = 0; block < blocks; block++) y = add(y, f(y));
  const { values } = hear(y);
  return { set: value => x.set(value), emissions: values, evaluations: () => f.runs };
}

/** The same, with every stream shared and every pair combined. */
function combined(blocks: number): Skips {
  let evaluations = 0;
  const x$ = new Subject<number>();
  const shared = share<number>({ connector: () => new ReplaySubject(1), resetOnRefCountZero: true });
  let y$: Observable<number> = x$.pipe(shared);
  for (let block = 0; block < blocks; block++) {
    const f$ = y$.pipe(map(value => (evaluations++, value)));
    y$ = combineLatest([y$, f$]).pipe(
      map(([y, f]) => y + f),
      shared,
    );
  }
  const emissions: number[] = [];
  y$.subscribe(value => emissions.push(value));
  return { set: value => x$.next(value), emissions, evaluations: () => evaluations };
}

function checkTwelveSkips(build: (blocks: number) => Skips): void {
  const { set, emissions, evaluations } = build(12);
  set(1);
  expect(evaluations()).toBe(12);
  expect(emissions).toEqual([2 ** 12]);
  set(3);
  expect(evaluations()).toBe(24);
  expect(emissions).toEqual([2 ** 12, 3 * 2 ** 12]);
}

describe('law 1: once per pass', () => {
  it('runs 12 evaluations for 12 skip connections in a row', () => checkTwelveSkips(wired));

  it('control: streams that are combined and shared run 2ⁿ', () => refute(() => checkTwelveSkips(combined)));

  it('runs 12 evaluations backward through 12 skip connections in a row', () => {
    const back = counting('back', (upstream, y) => upstream! * 2 * y!);
    const f = counting(
      'f',
      y => y! ** 2,
      (upstream, [y]) => [back(upstream, y!)],
    );
    const x = input('x', []);
    let y: Node = x;
    for (let block = 0; block < 12; block++) y = add(y, f(y));
    const slopes = hear(gradient(y, x));
    x.set(0);
    expect([f.runs, back.runs]).toEqual([11, 12]);
    x.set(0);
    expect([f.runs, back.runs]).toEqual([22, 24]);
    expect(slopes.values).toEqual([1, 1]);
  });

  it('computes forward values once for all gradients of one loss', () => {
    const f = counting(
      'f',
      value => value! ** 2,
      (upstream, [x]) => [mul(upstream, mul(2, x!))],
    );
    const [a, b] = [input('a', []), input('b', [])];
    const loss = f(f(add(a, b)));
    hear(loss);
    hear(gradient(loss, a));
    hear(gradient(loss, b));
    feed([a, 1], [b, 1]);
    expect(f.runs).toBe(2);
  });

  /*
   *      ┌── ·2 ──┐
   *  x ──┤        (+)── y
   *      └── ·3 ──┘
   */
  it('emits one value per pass when both arms of a diamond change', () => {
    const x = input('x', []);
    const y = add(mul(x, 2), mul(x, 3));
    const { values } = hear(y);
    for (const value of [1, 2, 3]) x.set(value);
    expect(values).toEqual([5, 10, 15]);
  });

  it('takes the values of one feed in one pass', () => {
    const [x, z] = [input('x', []), input('z', [])];
    const product = counting('product', (a, b) => a! * b!);
    const { values } = hear(product(x, z));
    feed([x, 2], [z, 3]);
    feed([x, 4], [z, 5]);
    expect(values).toEqual([6, 20]);
    expect(product.runs).toBe(2);
  });

  it('takes the last of two values for one source in one feed', () => {
    const x = input('x', []);
    const { values } = hear(x);
    feed([x, 1], [x, 2]);
    expect(values).toEqual([2]);
  });

  it('computes once for all who subscribe to a node', () => {
    const x = input('x', []);
    const f = counting('f', value => value! + 1);
    const y = f(x);
    const all = [hear(y), hear(y), hear(add(y, 0))];
    x.set(1);
    expect(f.runs).toBe(1);
    all.push(hear(y));
    expect(read(y).item()).toBe(2);
    expect(f.runs).toBe(1);
    expect(all.map(({ values }) => values)).toEqual([[2], [2], [2], [2]]);
  });

  it('computes only what a changed source reaches', () => {
    const [x, z] = [input('x', []), input('z', [])];
    const [f, g] = [counting('f', value => value!), counting('g', value => value!)];
    const [fx, gz] = [f(x), g(z)];
    hear(add(fx, gz));
    hear(fx);
    const quiet = hear(gz);
    feed([x, 1], [z, 1]);
    x.set(2);
    x.set(3);
    expect([f.runs, g.runs]).toEqual([3, 1]);
    expect(quiet.values).toEqual([1]);
  });

  /*
   *  x ── a ── b ── c ──(+)
   *  └──────────────────┘     the short arm waits for the long one
   */
  it('tells lower nodes before higher ones, whoever subscribed first', () => {
    const x = input('x', []);
    const a = mul(x, 2);
    const b = mul(a, 2);
    const c = add(mul(b, 2), x);
    const order: string[] = [];
    c.subscribe(value => order.push(`c ${value.item()}`));
    a.subscribe(value => order.push(`a ${value.item()}`));
    x.subscribe(value => order.push(`x ${value.item()}`));
    b.subscribe(value => order.push(`b ${value.item()}`));
    x.set(1);
    expect(order).toEqual(['x 1', 'a 2', 'b 4', 'c 9']);
  });

  it('computes a value once though two operands of one operation read it', () => {
    const f = counting('f', value => value!);
    const x = parameter(3);
    const y = f(x);
    const { values } = hear(mul(y, y));
    x.set(4);
    expect(values).toEqual([9, 16]);
    expect(f.runs).toBe(2);
  });
});
