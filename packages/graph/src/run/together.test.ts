import { combineLatest, config, EMPTY, map, of, Subject, throwError, type Observable } from 'rxjs';
import type { Tensor } from '@thalweg/tensor';
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import {
  add,
  becomes,
  constant,
  feed,
  fromObservable,
  gradient,
  input,
  mul,
  parameter,
  square,
  sub,
  together,
  type Node,
} from '../index.ts';
import { counting } from '../testing/counting.ts';
import { pass, stepper } from '../testing/stepping.ts';

/** Returns the numbers of each emission, in the order of the names. */
function hearAll(stream$: Observable<Readonly<Record<string, Tensor>>>) {
  const heard = { values: [] as number[][], errors: [] as unknown[], completed: false, unsubscribe: () => {} };
  const subscription = stream$.pipe(map(all => Object.values(all).map(value => value.item()))).subscribe({
    next: values => heard.values.push(values),
    error: error => heard.errors.push(error),
    complete: () => (heard.completed = true),
  });
  heard.unsubscribe = () => subscription.unsubscribe();
  return heard;
}

/** A loss `(w·x − y)²`, its gradient and a rule that descends, with rate 0.25. */
function descent() {
  const [x, y] = [input('x', []), input('y', [])];
  const w = parameter(0, { name: 'w' });
  const loss: Node<readonly []> = square(sub(mul(w, x), y));
  const g = gradient(loss, w);
  const frame = stepper([becomes(w, sub(w, mul(g, 0.25)))]);
  return { x, y, w, loss, g, frame };
}

describe('together', () => {
  it('emits one pair per pass, where combineLatest shows one that never was', () => {
    const x = input('x', []);
    const y = mul(x, 2);
    x.set(1);
    const glitches: number[][] = [];
    combineLatest([x, y]).subscribe(([a, b]) => glitches.push([a.item(), b.item()]));
    const { values } = hearAll(together({ x, y }));
    x.set(9);
    expect(glitches).toEqual([
      [1, 2],
      [9, 2],
      [9, 18],
    ]);
    expect(values).toEqual([
      [1, 2],
      [9, 18],
    ]);
  });

  it('emits once when all arms of a diamond change, and when one of them does', () => {
    const [x, z] = [input('x', []), input('z', [])];
    const [left, right] = [add(x, 1), add(x, z)];
    const { values } = hearAll(together({ left, right, top: mul(left, right) }));
    x.set(1);
    expect(values).toEqual([]);
    z.set(10);
    feed([x, 2], [z, 20]);
    z.set(0);
    expect(values).toEqual([
      [2, 11, 22],
      [3, 22, 66],
      [3, 2, 6],
    ]);
  });

  it('emits a loss with the parameters that computed it, if steps feed the inputs', () => {
    const { x, y, w, loss, g, frame } = descent();
    const { values } = hearAll(together({ w, loss, g }));
    expect(values).toEqual([]);
    for (let step = 0; step < 3; step++) pass(frame, [x, 1], [y, 4]);
    expect(values).toEqual([
      [0, 16, -8],
      [2, 4, -4],
      [3, 1, -2],
    ]);
  });

  it('emits the new parameters with their loss once per step, if the inputs are set', () => {
    const { x, y, w, loss, g, frame } = descent();
    feed([x, 1], [y, 4]);
    const { values } = hearAll(together({ w, loss, g }));
    for (let step = 0; step < 2; step++) pass(frame);
    expect(values).toEqual([
      [0, 16, -8],
      [2, 4, -4],
      [3, 1, -2],
    ]);
  });

  it('emits no loss of a step with a value that was set and that the step does not use', () => {
    const { x, y, w, loss, frame } = descent();
    x.set(100);
    const { values } = hearAll(together({ doubled: mul(x, 2), loss }));
    const apart = hearAll(together({ w, loss }));
    pass(frame, [x, 1], [y, 4]);
    expect(values).toEqual([]);
    expect(apart.values).toEqual([[0, 16]]);
    y.set(0);
    expect(values).toEqual([[200, 200 ** 2]]);
  });

  it('emits what a failed step could compute with registers that it did not write', () => {
    const { x, y, w, loss } = descent();
    const count = parameter(0);
    const unset = input('unset', []);
    const frame = stepper([becomes(w, loss), becomes(count, unset)]);
    const { values } = hearAll(together({ w, loss }));
    pass(frame, [x, 1], [y, 4]);
    expect(values).toEqual([[0, 16]]);
  });

  it('tells a subscriber who comes inside a pass the values of that pass once', () => {
    const x = input('x', []);
    const both$ = together({ x, y: square(x) });
    const late: ReturnType<typeof hearAll>[] = [];
    (x as Node).subscribe(() => late.push(hearAll(both$)));
    const above = hearAll(both$);
    (square(x) as Node).subscribe(() => late.push(hearAll(both$)));
    x.set(2);
    expect(late.map(({ values }) => values)).toEqual([[[2, 4]], [[2, 4]]]);
    expect(above.values).toEqual([[2, 4]]);
  });

  it('takes a node twice, and constants', () => {
    const x = input('x', []);
    const heard = hearAll(together({ x, again: x, seven: constant(7) }));
    x.set(1);
    expect(heard.values).toEqual([[1, 1, 7]]);
    expect(hearAll(together({ seven: constant(7) }))).toMatchObject({ values: [[7]], completed: true });
  });

  it('emits an empty record once for no nodes, and completes', () => {
    expect(hearAll(together({}))).toMatchObject({ values: [[]], completed: true });
  });

  it('makes one circuit of several', () => {
    const [x, y] = [input('x', []), input('y', [])];
    const { values } = hearAll(together({ x, y }));
    expect(x.circuit.root()).toBe(y.circuit.root());
    feed([x, 1], [y, 2]);
    y.set(3);
    expect(values).toEqual([
      [1, 2],
      [1, 3],
    ]);
  });

  it('joins circuits of which one has run, inside a pass', () => {
    const [x, y] = [input('x', []), input('y', [])];
    for (const value of [1, 2, 3]) y.set(value);
    const late: ReturnType<typeof hearAll>[] = [];
    (x as Node).subscribe(() => late.push(hearAll(together({ x, y }))));
    x.set(1);
    expect(late.map(({ values }) => values)).toEqual([[[1, 3]]]);
    y.set(4);
    expect(late[0]!.values).toEqual([
      [1, 3],
      [1, 4],
    ]);
  });

  it('completes when all nodes have completed', () => {
    const stream$ = new Subject<number>();
    const [x, y] = [fromObservable(of(1)), fromObservable(stream$)];
    const heard = hearAll(together({ x, y }));
    stream$.next(2);
    expect(heard).toMatchObject({ values: [[1, 2]], completed: false });
    stream$.complete();
    expect(heard.completed).toBe(true);
    expect(hearAll(together({ x: fromObservable(EMPTY) }))).toMatchObject({ values: [], completed: true });
  });

  it('fails when one node fails, and leaves the others', () => {
    const stream$ = new Subject<number>();
    const [x, y] = [fromObservable(stream$), input('y', [])];
    const heard = hearAll(together({ x, y, sum: add(x, y) }));
    feed([y, 1]);
    stream$.next(2);
    stream$.error('gone');
    y.set(5);
    expect(heard).toMatchObject({ values: [[2, 1, 3]], errors: ['gone'] });
    expect(stream$.observed).toBe(false);
    expect(hearAll(together({ y, x: fromObservable(throwError(() => 'at once')) })).errors).toEqual(['at once']);
    expect(y.circuit.live.size).toBe(0);
  });

  it('releases everything when it is unsubscribed, also from inside an emission', () => {
    const stream$ = new Subject<number>();
    const x = fromObservable(stream$);
    const heard = hearAll(together({ x, y: square(x) }));
    expect(stream$.observed).toBe(true);
    stream$.next(1);
    heard.unsubscribe();
    expect([stream$.observed, x.circuit.live.size, x.circuit.live.tapped.size]).toEqual([false, 0, 0]);
    const seen: number[] = [];
    const subscription = together({ x, y: square(x) }).subscribe(({ x }) => {
      seen.push(x.item());
      if (x.item() === 2) subscription.unsubscribe();
    });
    stream$.next(2);
    stream$.next(3);
    expect(seen).toEqual([1, 2]);
    expect([stream$.observed, x.circuit.live.size]).toEqual([false, 0]);
  });

  it('computes nothing that subscribers of each node would not', () => {
    const x = input('x', []);
    const [f, g] = [counting('f', a => a! + 1), counting('g', a => a! * 2)];
    const middle = f(x);
    const top = g(middle);
    hearAll(together({ middle, top }));
    x.set(1);
    x.set(2);
    expect([f.runs, g.runs]).toEqual([2, 2]);
  });

  it('tells others in spite of a subscriber that throws', async () => {
    const reported = vi.fn();
    config.onUnhandledError = reported;
    onTestFinished(() => {
      config.onUnhandledError = null;
    });
    const x = input('x', []);
    const both$ = together({ x, y: square(x) });
    both$.subscribe(() => {
      throw new Error('mine');
    });
    const { values } = hearAll(both$);
    x.set(2);
    expect(values).toEqual([[2, 4]]);
    await expect.poll(() => reported).toHaveBeenCalledWith(new Error('mine'));
  });

  it('queues what a subscriber sets', () => {
    const x = input('x', []);
    const both$ = together({ x, y: square(x) });
    both$.subscribe(({ x: value }) => {
      if (value.item() === 1) x.set(2);
    });
    const { values } = hearAll(both$);
    x.set(1);
    expect(values).toEqual([
      [1, 1],
      [2, 4],
    ]);
  });

  it('refuses what is not a node', () => {
    expect(() => together({ x: 3 as never })).toThrow(
      "together: 'x' must be a node, got 3. Give a record of nodes, as in together({ w, loss }).",
    );
  });

  it('has the types of its nodes', () => {
    const [x, rows] = [input('x', []), input('rows', ['batch', 3])];
    expectTypeOf(together({ x, rows })).toEqualTypeOf<
      Observable<{ readonly x: Tensor<readonly []>; readonly rows: Tensor<readonly ['batch', 3]> }>
    >();
  });
});
