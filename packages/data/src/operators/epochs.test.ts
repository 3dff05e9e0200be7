import { EMPTY, lastValueFrom, of, reduce, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { epochs, fromColumns, fromIterable, type Dataset } from '../index.ts';

describe('epochs of another observable than a dataset', () => {
  it('are as many as are asked for, in one turn if they are few', () => {
    const items: number[] = [];
    of(1, 2).pipe(epochs(3)).subscribe(item => void items.push(item)); // prettier-ignore
    expect(items).toEqual([1, 2, 1, 2, 1, 2]);
  });

  it('do not fill the stack, however many they are', async () => {
    expect(
      await lastValueFrom(
        of(1).pipe(
          epochs(20_000),
          reduce(sum => sum + 1, 0),
        ),
      ),
    ).toBe(20_000);
  });

  it('of a source that has nothing let others go on', async () => {
    const none = EMPTY.pipe(epochs(Infinity)).subscribe();
    await new Promise(resolve => setTimeout(resolve, 5));
    none.unsubscribe();
    expect(none.closed).toBe(true);
  });

  it('end when nobody listens', async () => {
    expect(await lastValueFrom(of(1, 2).pipe(epochs(Infinity), take(3)))).toBe(1);
  });
});

it.each([
  ['no items', fromIterable([])],
  ['no rows', fromColumns({ x: [] })],
  ['none that are known', fromIterable(() => [])],
])('2³¹ epochs of a dataset with %s end', (_, source) => {
  let ended = false;
  (source as Dataset<unknown>).pipe(epochs(2 ** 31)).subscribe({ complete: () => (ended = true) });
  return expect.poll(() => ended).toBe(true);
});
