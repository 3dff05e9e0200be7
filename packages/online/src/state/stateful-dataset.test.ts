import { batch, Dataset, filter, fromIterable, map } from '@thalweg/data';
import { input, mean, parameter, read, square, sub } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { restore, snapshot, train } from '@thalweg/train';
import { filter as rxFilter, lastValueFrom, take, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { standardize } from '../index.ts';

const numbers = fromIterable(Array.from({ length: 40 }, (_, i) => ({ x: Math.sin(i) * 5 + 2 })));

/** A scaler before a model, built anew by each call. */
function pipeline() {
  const w = parameter(0.5, { name: 'w' });
  const loss = square(sub(input('x', []), w));
  const scaler = standardize('x');
  const learning = train(loss, sgd({ learningRate: 0.05 }));
  return { parts: { scaler, learning }, scaler, learning, weight: () => read(w).item() };
}

describe('a dataset behind an operator that keeps a state', () => {
  it('stays a dataset', () => {
    expect(numbers.pipe(standardize('x'))).toBeInstanceOf(Dataset);
  });

  it('is resumed without an item that counts twice', async () => {
    const whole = pipeline();
    await lastValueFrom(numbers.pipe(whole.scaler, whole.learning));
    const first = pipeline();
    await lastValueFrom(numbers.pipe(first.scaler, first.learning, take(13)));
    const second = pipeline();
    restore(second.parts, snapshot(first.parts));
    await lastValueFrom(numbers.pipe(second.scaler, second.learning));
    expect(snapshot(second.parts)).toEqual(snapshot(whole.parts));
    expect(second.weight()).toBe(whole.weight());
  });

  it('is resumed behind operators that drop records, if these come first', async () => {
    const some = () => numbers.pipe(rxFilter(({ x }) => x > 0)).pipe(filter(({ x }) => x < 6));
    const whole = pipeline();
    await lastValueFrom(some().pipe(whole.scaler, whole.learning));
    const first = pipeline();
    await lastValueFrom(some().pipe(first.scaler, first.learning, take(7)));
    const second = pipeline();
    restore(second.parts, snapshot(first.parts));
    await lastValueFrom(some().pipe(second.scaler, second.learning));
    expect(snapshot(second.parts)).toEqual(snapshot(whole.parts));
  });

  it('is resumed behind a later filter, which keeps the place of its source', async () => {
    const later = ({ parts, scaler, learning }: ReturnType<typeof pipeline>, most = Infinity) =>
      lastValueFrom(
        numbers
          .pipe(
            scaler,
            filter(({ x }) => x > 0),
          )
          .pipe(learning, take(most)),
      ).then(() => snapshot(parts));
    const whole = await later(pipeline());
    const [first, second] = [pipeline(), pipeline()];
    restore(second.parts, await later(first, 5));
    expect(await later(second)).toEqual(whole);
  });

  it('refuses to be resumed behind a later filter of RxJS, which would count records twice', async () => {
    const some = (source: Observable<{ x: number }>) => source.pipe(rxFilter(({ x }) => x > 0));
    const first = pipeline();
    await lastValueFrom(some(numbers.pipe(first.scaler)).pipe(first.learning, take(5)));
    const second = pipeline();
    restore(second.parts, snapshot(first.parts));
    await expect(lastValueFrom(some(numbers.pipe(second.scaler)).pipe(second.learning))).rejects.toThrow(
      'open: items must not be read again behind an operator that keeps a state, or mapAsync without order, got an offset after 5',
    );
  });

  it('goes to a position behind map and batch', async () => {
    const model = () => {
      const loss = square(sub(input('x', ['batch']), parameter([0.5], { name: 'w' })));
      const learning = train(mean(loss), sgd({ learningRate: 0.05 }));
      return { scaler: standardize('x'), learning };
    };
    const batches = ({ scaler, learning }: ReturnType<typeof model>) =>
      (numbers.pipe(scaler) as Dataset<{ x: number }>).pipe(
        map(({ x }) => ({ x })),
        batch(4),
        learning,
      );
    const whole = model();
    await lastValueFrom(batches(whole));
    const first = model();
    await lastValueFrom(batches(first).pipe(take(3)));
    const second = model();
    restore({ ...second }, snapshot({ ...first }));
    await lastValueFrom(batches(second));
    expect(snapshot({ ...second })).toEqual(snapshot({ ...whole }));
  });
});
