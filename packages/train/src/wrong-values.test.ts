import { DataError, fromIterable } from '@thalweg/data';
import { input, mean, mul, parameter, square, sub, type Node } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { predict, train, trainRows, wireOf } from './index.ts';

type Operator = (source: Observable<object>) => Observable<unknown>;

/** A loss of an input and a label of a shape. */
function lossOf(shape: [] | ['batch']): Node<readonly []> {
  const [x, label] = [input('x', shape), input('label', shape)] as unknown as [Node, Node];
  return mean(square(sub(mul(parameter(1), x), label))) as Node as Node<readonly []>;
}

function errorOf(operator: Operator, ...records: object[]): DataError {
  let found: unknown;
  of(...records)
    .pipe(operator)
    .subscribe({ error: error => (found = error) });
  expect(found).toBeInstanceOf(DataError);
  return found as DataError;
}

describe('a value that is no number', () => {
  it.each([
    ['1', "'1'", 'Convert it first, as by Number(…).'],
    [null, 'null', 'Fill it in, or leave it out.'],
    [new Date(0), 'Date', 'Convert it first, as by Number(…).'],
  ])('is refused by its field and record: %o', (label, words, advice) => {
    const { message, row } = errorOf(train(lossOf([]), sgd()), { x: 1, label: 1 }, { x: 1, label });
    expect(message).toBe(
      `train: in the field 'label', elements must be numbers or booleans, in arrays, got ${words} in record 1. ${advice}`,
    );
    expect(row).toBe(1);
  });

  it('is refused so in a batch, in rows, and where nothing is learned', () => {
    const batch = { x: [1, 2], label: ['1', '2'] };
    expect(errorOf(train(lossOf(['batch']), sgd()), batch).message).toContain("the field 'label'");
    expect(errorOf(trainRows(lossOf([]), sgd()), batch).message).toContain("trainRows: in the field 'label'");
    expect(errorOf(predict(lossOf(['batch'])), batch).message).toContain("predict: in the field 'label'");
  });

  it('is skipped where such records are', () => {
    const learning = train(lossOf([]), sgd(), { onBadRecord: 'skip' });
    let steps = 0;
    of({ x: 1, label: '1' }, { x: 1, label: 1 })
      .pipe(learning)
      .subscribe(() => steps++);
    expect(steps).toBe(1);
  });
});

describe('a slice of time', () => {
  it.each([NaN, -1])('must be a number from 0 on: %d', sliceMs => {
    const errors: Error[] = [];
    const records = [{ x: 1, label: 1 }];
    for (const source of [of(...records), fromIterable(records)]) {
      const seen = { error: (error: Error) => errors.push(error) };
      source.pipe(train(lossOf([]), sgd(), { sliceMs })).subscribe(seen);
      source.pipe(predict(lossOf([]), { sliceMs })).subscribe(seen);
    }
    const message = `sliceMs: it must be at least 0, or Infinity, got ${sliceMs}. Try 8.`;
    expect(errors.map(error => error.message)).toEqual(Array(4).fill(message));
  });
});

describe('wireOf', () => {
  it('suggests the name that was meant, and lists all where none is near', () => {
    const w = parameter(1, { name: 'dense1/weight' });
    const learning = train(square(w), sgd());
    expect(() => wireOf(learning, 'dense1/wieght')).toThrow("got 'dense1/wieght'. Did you mean 'dense1/weight'?");
    expect(() => wireOf(learning, 'zz')).toThrow("Choose from 'dense1/weight', 'step'.");
  });
});
