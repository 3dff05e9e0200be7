import { batch, Dataset, fromIterable } from '@thalweg/data';
import { snapshot, restore } from '@thalweg/train';
import { from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { perKey, type PerKey } from './per-key.ts';

const users = (...keys: readonly (string | number)[]) => keys.map(user => ({ user }));

/** The places that keys get, one after another. */
async function placesOf(operator: PerKey<'user'>, ...keys: readonly (string | number)[]): Promise<number[]> {
  const placed = await lastValueFrom(from(users(...keys)).pipe(operator, toArray()));
  return placed.map(record => record['user/place']);
}

describe('perKey', () => {
  it('gives each key a place, and that of the key that came least recently to a new one when all are taken', async () => {
    expect(await placesOf(perKey('user', { capacity: 3 }), 'a', 'b', 'c', 'a', 'd', 'b', 'a')).toEqual([
      0, 1, 2, 0, 1, 2, 0,
    ]);
  });

  it('never gives two keys at a place one generation', async () => {
    const operator = perKey('user', { capacity: 2 });
    const keys = Array.from({ length: 500 }, (_, i) => (i * i) % 7);
    const placed = await lastValueFrom(from(users(...keys)).pipe(operator, toArray()));
    const stays = new Map<string, number | string>();
    for (const [i, record] of placed.entries()) {
      const stay = `${record['user/place']} ${record['user/stay']}`;
      expect(stays.has(stay)).toBe(!record['user/isNew']);
      expect(stays.get(stay) ?? keys[i]).toBe(keys[i]);
      stays.set(stay, keys[i]!);
    }
    expect(stays.size).toBeGreaterThan(100);
  });

  it('reads without giving places: a key without one has another generation', async () => {
    const operator = perKey('user', { capacity: 1 });
    await placesOf(operator, 'a');
    const read = await lastValueFrom(from(users('b', 'a')).pipe(operator.reading, toArray()));
    expect(read.map(record => [record['user/place'], record['user/stay'], record['user/isNew']])).toEqual([
      [0, -2, true],
      [0, 0, false],
    ]);
    expect(await placesOf(operator, 'a')).toEqual([0]);
  });

  it('leaves the records as they were, and a dataset a dataset', async () => {
    const records = users(5, 7);
    const placed = fromIterable(records).pipe(perKey('user', { capacity: 5 }));
    expect(placed).toBeInstanceOf(Dataset);
    const batches = await lastValueFrom(placed.pipe(batch(2), toArray()));
    expect(records).toEqual(users(5, 7));
    expect(batches[0]!['user/place']).toMatchObject({ dtype: 'float32', shape: [2] });
    expect(batches[0]!['user/isNew']).toMatchObject({ dtype: 'bool', shape: [2] });
  });

  it('continues from a snapshot', async () => {
    const [one, other] = [perKey('user', { capacity: 2 }), perKey('user', { capacity: 2 })];
    await placesOf(one, 'a', 'b', 'a', 'c');
    restore({ users: other }, snapshot({ users: one }));
    expect(await placesOf(other, 'a', 'd', 'c')).toEqual(await placesOf(one, 'a', 'd', 'c'));
    const wider = perKey('user', { capacity: 3 });
    expect(() => restore({ users: wider }, snapshot({ users: one }))).toThrow(
      'perKey: a state must be of the settings',
    );
  });

  it('has inputs of the names of the fields', () => {
    const { place, stay, isNew, capacity } = perKey('user', { capacity: 4 });
    expect([place.name, stay.name, isNew.name, isNew.dtype, capacity]).toEqual([
      'user/place',
      'user/stay',
      'user/isNew',
      'bool',
      4,
    ]);
  });

  it('refuses what is no capacity, and records without a key', async () => {
    for (const capacity of [0, 1.5, 2 ** 24 + 1, undefined as never])
      expect(() => perKey('user', { capacity })).toThrow('perKey: capacity must be a whole number from 1 to 2²⁴');
    const operator = perKey('user', { capacity: 4 });
    await expect(lastValueFrom(of({ user: undefined }).pipe(operator))).rejects.toThrow("perKey: the key 'user' must be a string or a number, got undefined"); // prettier-ignore
    // @ts-expect-error The records have another field.
    expect(of({ usr: 1 }).pipe(operator)).toBeDefined();
  });
});
