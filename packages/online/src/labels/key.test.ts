import { DataError } from '@thalweg/data';
import { of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { joinLabels, type JoinLabelsOptions } from '../index.ts';

interface Item {
  readonly id?: unknown;
  readonly at?: unknown;
}

function errorOf(record: Item, label: Item, options: object): unknown {
  let found: unknown;
  const joined: Observable<unknown> = of(record).pipe(
    joinLabels<Item, Item>(of(label), { within: 10, capacity: 10, ...options } as JoinLabelsOptions<Item, Item>),
  );
  joined.subscribe({ error: error => (found = error) });
  return found;
}

describe('an item that joinLabels cannot match', () => {
  it.each([
    ['a field that does not exist', { id: 1 }, { id: 1 }, 'idd', "the key 'idd' must be a string or a number, got undefined. Did you mean 'id'?"],
    ['a record without a key', {}, { id: 1 }, 'id', "the key 'id' must be a string or a number, got undefined."],
    ['a label whose key is no name', { id: 1 }, { id: null }, 'id', 'got null'],
    ['a key that is NaN', { id: NaN }, { id: 1 }, () => NaN, 'a key must be a string or a number, got NaN.'],
  ])('%s ends the stream in words', (_, record, label, key, message) => {
    const error = errorOf(record, label, { key });
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toContain(message);
  }); // prettier-ignore

  it('is a record without a time', () => {
    const time = ({ at }: Item): number => at as number;
    expect(errorOf({ id: 1 }, { id: 2 }, { key: 'id', time })).toMatchObject({
      message: 'joinLabels: the time of a record must be a number, got undefined. Check the option time.',
    });
    expect(errorOf({ id: 1, at: 3 }, { id: 2 }, { key: 'id', time })).toBeUndefined();
  });
});
