import { feedOf, input, openFrame, read, registersOf, type Node, type Runner } from '@thalweg/graph';
import { gruCell, recurrent } from '@thalweg/nn';
import { learn, linearRegression, perKey, type Model } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { userEvents } from './testing/event-stream.ts';

const UNITS = 5;

/** A regression on a gated cell for each user, and the carry of one user after one of his events, by the cell alone. */
function built(capacity: number, runner?: Runner) {
  const users = perKey('user', { capacity });
  const cell = gruCell(UNITS);
  const layer = recurrent(cell, { keys: users });
  const model = linearRegression(input('x', [3]).pipe(layer) as never, input('y', [])) as unknown as Model<
    readonly [],
    readonly []
  >;
  const [h, x] = [input('h', [1, UNITS]), input('row', [1, 3])];
  const frame = openFrame({ outputs: [cell({ h: h as Node }, x as Node).carry.h], runner });
  const advance = (carry: Float32Array, event: Float32Array): Float32Array => {
    let next = carry;
    frame.run([feedOf(h, carry), feedOf(x, event)], outcome => {
      if ('error' in outcome) throw outcome.error;
      next = outcome.outputs[0]!.data.slice() as Float32Array;
    });
    return next;
  };
  const carries = (): Float32Array =>
    read(registersOf(model.loss as Node).find(({ name }) => name.endsWith('/h')) as Node).data as Float32Array;
  return { users, model, advance, carries, close: () => frame.close() };
}

/** Without a rate, parameters are held. */
const held = () => sgd({ learningRate: 0 });

const runners = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
] as const satisfies readonly (readonly [string, () => Runner | undefined])[];

describe.each(runners)('%s, a layer with keys', (_, runner) => {
  it.each([
    [20, 'all have places', 12],
    [4, 'places are few', 12],
    [1, 'there is one place', 3],
  ])('has the carry of each user alone, with a capacity of %i, where %s', async (capacity, _why, users) => {
    const one = built(capacity, runner());
    // The least recent user comes first.
    const alone = new Map<number, Float32Array>();
    const seen: number[] = [];
    const placed = await lastValueFrom(from(userEvents(300, users)).pipe(one.users, toArray()));
    const source = new Subject<(typeof placed)[number]>();
    const subscription = source.pipe(learn(one.model, held(), { runner: runner() })).subscribe();
    for (const event of placed) {
      const before = alone.get(event.user) ?? new Float32Array(UNITS);
      expect(event['user/isNew']).toBe(!alone.has(event.user));
      alone.delete(event.user);
      if (alone.size === capacity) alone.delete(alone.keys().next().value!);
      alone.set(event.user, one.advance(before, event.x));
      source.next(event);
      const place = event['user/place'];
      const carry = one.carries().slice(place * UNITS, (place + 1) * UNITS);
      carry.forEach((value, i) => expect(value).toBeCloseTo(alone.get(event.user)![i]!, 6));
      seen.push(place);
    }
    subscription.unsubscribe();
    one.close();
    expect(Math.max(...seen)).toBe(Math.min(capacity, users) - 1);
  });

  it('keeps ten thousand carries apart', () => {
    const one = built(10_000, runner());
    const source = new Subject<ReturnType<typeof userEvents>[number]>();
    const subscription = source.pipe(one.users, learn(one.model, held(), { runner: runner() })).subscribe();
    const event = (user: number, t: number) => ({
      ...shared,
      user,
      x: Float32Array.of(user / 1e4, t, Math.sin(user + t)),
    });
    const [shared] = userEvents(1, 1) as [ReturnType<typeof userEvents>[number]];
    // Each comes twice, in another order the second time.
    for (let user = 0; user < 10_000; user++) source.next(event(user, 0));
    for (let i = 0; i < 10_000; i++) source.next(event((i * 7919) % 10_000, 1));
    const carries = one.carries();
    for (let user = 0; user < 10_000; user += 97) {
      const alone = one.advance(one.advance(new Float32Array(UNITS), event(user, 0).x), event(user, 1).x);
      alone.forEach((value, i) => expect(carries[user * UNITS + i]).toBeCloseTo(value, 6));
    }
    subscription.unsubscribe();
    one.close();
  });

  it('writes no row but that of the event', () => {
    const one = built(50, runner());
    const source = new Subject<ReturnType<typeof userEvents>[number]>();
    const subscription = source.pipe(one.users, learn(one.model, held(), { runner: runner() })).subscribe();
    const events = userEvents(60, 50);
    for (const event of events) {
      const before = one.carries().slice();
      source.next(event);
      const after = one.carries();
      const changed = new Set<number>();
      after.forEach((value, i) => value !== before[i] && changed.add(Math.floor(i / UNITS)));
      expect(changed.size).toBe(1);
    }
    subscription.unsubscribe();
    one.close();
  });

  it('begins anew with the next event of a stay whose first was skipped', async () => {
    const one = built(1, runner());
    const event = (user: string, y: number) => ({ user, x: Float32Array.of(1, -1, 0.5), y });
    const source = new Subject<ReturnType<typeof event>>();
    const learning = learn(one.model, held(), { runner: runner(), onBadRecord: 'skip' });
    const subscription = source.pipe(one.users, learning).subscribe();
    for (let i = 0; i < 5; i++) source.next(event('a', 0));
    const after = one.carries().slice();
    source.next(event('b', NaN));
    expect([...one.carries()]).toEqual([...after]);
    source.next(event('b', 0));
    const first = one.advance(new Float32Array(UNITS), event('b', 0).x);
    one.carries().forEach((value, i) => expect(value).toBeCloseTo(first[i]!, 6));
    expect([...first]).not.toEqual([...after]);
    subscription.unsubscribe();
    one.close();
  });
});
