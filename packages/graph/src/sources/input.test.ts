import { concat, NEVER, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { add, feed, fromObservable, input, mul, read, square } from '../index.ts';
import { countConnections } from '../testing/connections.ts';
import { hear } from '../testing/hear.ts';
import { number } from '../testing/stepping.ts';

describe('input.from', () => {
  it('takes every value of a stream, until its subscription ends', () => {
    const counted = countConnections(new Subject<number>());
    const stream$ = new Subject<number>();
    const x = input('x', []);
    const subscription = x.from(stream$);
    const { values } = hear(square(x));
    stream$.next(1);
    stream$.next(2);
    subscription.unsubscribe();
    stream$.next(3);
    expect(values).toEqual([1, 4]);
    expect(number(x)).toBe(2);
    expect(stream$.observed).toBe(false);
    const other = x.from(counted.stream$);
    expect(counted.connections).toBe(1);
    other.unsubscribe();
    expect(counted.connections).toBe(0);
  });

  it('follows the stream though nobody looks', () => {
    const x = input('x', []);
    x.from(concat(of(1, 2), NEVER));
    expect(number(x)).toBe(2);
  });

  it('completes with its stream, and takes no more values then', () => {
    const x = input('x', []);
    const heard = hear(square(x));
    x.from(of(1, 2));
    expect(heard).toMatchObject({ values: [1, 4], completed: true });
    expect(() => x.set(3)).toThrow('x: a source whose stream has completed takes no more values');
    expect(() => feed([x, 3])).toThrow('takes no more values');
    expect(number(x)).toBe(2);
  });

  it('fails with its stream, and is well again with the next value', () => {
    const x = input('x', []);
    const y = square(x);
    const first = hear(y);
    x.set(1);
    x.from(throwError(() => new Error('cut')));
    expect(first).toMatchObject({ values: [1], errors: [new Error('cut')] });
    expect(() => read(y)).toThrow('cut');
    expect(hear(add(y, 1)).errors).toEqual([new Error('cut')]);
    x.set(3);
    expect(number(y)).toBe(9);
    const second = hear(y);
    x.from(concat(of(4), NEVER));
    expect(second).toMatchObject({ values: [9, 16], errors: [] });
  });

  it('fails by a value that does not fit, and goes on with one that does', () => {
    const stream$ = new Subject<number[]>();
    const x = input('x', [2]);
    x.from(stream$);
    const failed: unknown[] = [];
    x.subscribe({ error: error => failed.push(error) });
    stream$.next([1, 2, 3]);
    expect(String(failed[0])).toContain('x: a value must have the shape [2], got [3]');
    stream$.next([4, 5]);
    expect(read(x).toArray()).toEqual([4, 5]);
  });

  it('is the asynchronous boundary of a loop: what a node emits comes back in the next pass', () => {
    const x = input('x', []);
    const doubled = mul(x, 2);
    const loop$ = new Subject<number>();
    x.from(loop$);
    const heard = hear(doubled, value => {
      if (value < 20) loop$.next(value);
    });
    loop$.next(1);
    expect(heard.values).toEqual([2, 4, 8, 16, 32]);
  });
});

describe('fromObservable', () => {
  it('declares shape and dtype of what comes', () => {
    const x = fromObservable(concat(of([[1, 2]]), NEVER), { shape: ['n', 2], dtype: 'float64', name: 'rows' });
    expect([x.name, x.dtype, read(x).toArray()]).toEqual(['rows', 'float64', [[1, 2]]]);
  });

  it('gives what depends on it every value that comes while it is observed', () => {
    const stream$ = new Subject<number>();
    const heard = hear(square(fromObservable(stream$)));
    stream$.next(1);
    stream$.next(2);
    expect(heard.values).toEqual([1, 4]);
    heard.unsubscribe();
    stream$.next(3);
    expect(stream$.observed).toBe(false);
    expect(heard.values).toEqual([1, 4]);
  });
});
