import type { Tensor } from '@thalweg/tensor';
import {
  combineLatest,
  defer,
  distinctUntilChanged,
  firstValueFrom,
  lastValueFrom,
  map,
  retry,
  share,
  Subject,
  switchMap,
  take,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  add,
  becomes,
  constant,
  fromObservable,
  gradient,
  input,
  mul,
  Node,
  parameter,
  plus,
  read,
  square,
  sum,
  times,
  type Input,
} from '../index.ts';
import { counting } from '../testing/counting.ts';
import { hear } from '../testing/hear.ts';
import { number, pass, stepper } from '../testing/stepping.ts';

describe('a node as an observable', () => {
  it('resolves to its present value, or to its first one', async () => {
    expect((await firstValueFrom(square(parameter(3)))).item()).toBe(9);
    const x = input('x', []);
    const waiting = firstValueFrom(square(x));
    x.set(4);
    expect((await waiting).item()).toBe(16);
  });

  it('is an ordinary observable after an RxJS operator', () => {
    const x = input('x', []);
    const text$ = x.pipe(
      plus(1),
      map(value => `got ${value.item()}`),
    );
    expectTypeOf(text$).toEqualTypeOf<Observable<string>>();
    expect(text$).not.toBeInstanceOf(Node);
    const heard: string[] = [];
    text$.subscribe(text => heard.push(text));
    x.set(1);
    x.set(2);
    expect(heard).toEqual(['got 2', 'got 3']);
  });

  it('is a node after operations and layers', () => {
    const layer = (x: Node): Node => mul(x, 2);
    const y = parameter(3).pipe(plus(1), times(5), layer);
    expect(y).toBeInstanceOf(Node);
    expect(number(y)).toBe(40);
  });

  it('can be left for another one by switchMap, and is released', () => {
    const [a, b] = [input('a', []), input('b', [])];
    const chosen$ = new Subject<Input<readonly []>>();
    const heard = hear(chosen$.pipe(switchMap((source): Observable<Tensor> => square(source))));
    chosen$.next(a);
    a.set(1);
    chosen$.next(b);
    expect(a.circuit.live.size).toBe(0);
    a.set(2);
    b.set(3);
    expect(heard.values).toEqual([1, 9]);
  });

  it('is taken from as often as take says', () => {
    const x = input('x', []);
    const f = counting('f', value => value!);
    const heard = hear(f(x).pipe(take(3)));
    for (let i = 1; i <= 5; i++) x.set(i);
    expect(heard).toMatchObject({ values: [1, 2, 3], completed: true });
    expect(f.runs).toBe(3);
  });

  it('can be shared, and combined with other streams', () => {
    const [x, other$] = [input('x', []), new Subject<number>()];
    const shared$ = x.pipe(
      times(2),
      map(value => value.item()),
      share(),
    );
    const heard: number[][] = [];
    combineLatest([shared$, other$]).subscribe(pair => heard.push(pair));
    shared$.pipe(distinctUntilChanged()).subscribe(value => heard.push([value]));
    x.set(1);
    other$.next(5);
    x.set(1);
    expect(heard).toEqual([[2], [2, 5], [2, 5]]);
  });

  it('can be tried again after an error', () => {
    let attempts = 0;
    const y = square(fromObservable(defer(() => (attempts++ < 2 ? throwError(() => new Error('cut')) : [3]))));
    expect(hear(y.pipe(retry(2)))).toMatchObject({ values: [9], errors: [], completed: true });
    expect(attempts).toBe(3);
  });

  it('goes on under a subscriber that changes what it looks at', () => {
    const x = input('x', []);
    const heard = hear(x, value => {
      if (value < 4) x.set(value + 1);
    });
    x.set(1);
    expect(heard.values).toEqual([1, 2, 3, 4]);
    expect(number(x)).toBe(4);
  });

  it('tells a subscriber that joins inside an emission the present value once', () => {
    const x = input('x', []);
    const y = square(x);
    const inner: number[][] = [];
    hear(x, value => {
      if (value > 2) return;
      const late = [hear(x), hear(y), hear(add(y, 1))];
      inner.push(...late.map(({ values }) => values));
    });
    hear(y);
    x.set(2);
    expect(inner).toEqual([[2], [4], [5]]);
    x.set(3);
    expect(inner).toEqual([
      [2, 3],
      [4, 9],
      [5, 10],
    ]);
  });

  it('is told no more in the pass in which it is unsubscribed', () => {
    const x = input('x', []);
    const y = square(x);
    const victims = [hear(x), hear(y), hear(mul(x, 2))];
    const killer = hear(x, () => victims.forEach(victim => victim.unsubscribe()));
    x.set(1);
    x.set(2);
    expect(killer.values).toEqual([1, 2]);
    expect(victims.map(({ values }) => values)).toEqual([[1], [], []]);
  });
});

describe('a node of constants only', () => {
  it('emits and completes', async () => {
    const y = sum(mul(constant([1, 2]), constant([3, 4])));
    expect(hear(y)).toMatchObject({ values: [11], completed: true, errors: [] });
    expect(await lastValueFrom(y.pipe(toArray()))).toHaveLength(1);
    expect(y.circuit).toBeUndefined();
    expect(number(y)).toBe(11);
  });

  it('is told as an error where it fails', () => {
    const broken = counting('broken', () => {
      throw new Error('no');
    });
    expect(hear(broken(constant(1))).errors).toEqual([new Error('no')]);
  });

  it('joins a circuit with what it is computed with, and completes there', () => {
    const [x, c] = [parameter(2), square(constant(3))];
    const y = mul(c, x);
    expect(hear(y)).toMatchObject({ values: [18], completed: false });
    expect(hear(c)).toMatchObject({ values: [9], completed: true });
    expect(hear(gradient(mul(c, x), x))).toMatchObject({ values: [9], completed: true });
  });
});

describe('completion', () => {
  it('comes when all sources have completed, and never to what depends on a parameter', () => {
    const [a$, b$] = [new Subject<number>(), new Subject<number>()];
    const [a, b, w] = [input('a', []), input('b', []), parameter(2)];
    a.from(a$);
    b.from(b$);
    const [both, one, weighted] = [hear(add(a, b)), hear(mul(a, 2)), hear(mul(a, w))];
    a$.next(1);
    a$.complete();
    expect([both.completed, one.completed, weighted.completed]).toEqual([false, true, false]);
    b$.next(5);
    b$.complete();
    expect([both.completed, one.completed, weighted.completed]).toEqual([true, true, false]);
    w.set(3);
    expect([both.values, one.values, weighted.values]).toEqual([[6], [2], [2, 3]]);
    expect(hear(add(a, b))).toMatchObject({ values: [6], completed: true });
  });

  it('comes after the last value, though both are brought inside a pass', () => {
    const [x, y, y$] = [input('x', []), input('y', []), new Subject<number>()];
    y.from(y$);
    const heard = hear(square(y));
    hear(x, () => {
      y$.next(3);
      y$.complete();
    });
    x.set(1);
    expect(heard).toMatchObject({ values: [9], completed: true });
  });

  it('does not come to a register whose rule depends on constants only', () => {
    const w = parameter(1);
    const heard = hear(w);
    pass(stepper([becomes(w, constant(5))]));
    expect(heard).toMatchObject({ values: [1, 5], completed: false });
    expect(read(w).item()).toBe(5);
  });
});
