import { refuteAsync } from '@thalweg/drawn';
import {
  BehaviorSubject,
  concat,
  defer,
  firstValueFrom,
  NEVER,
  of,
  startWith,
  Subject,
  take,
  takeUntil,
  throwError,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  fromObservable,
  gradient,
  input,
  mul,
  openFrame,
  parameter,
  read,
  state,
  square,
  whenTraining,
  type Node,
} from '../index.ts';
import { isCollected } from '../testing/collected.ts';
import { countConnections } from '../testing/connections.ts';
import { counting } from '../testing/counting.ts';
import { hear } from '../testing/hear.ts';
import { number, pass, stepper } from '../testing/stepping.ts';

/** Something that computes while it is looked at. */
interface Watched {
  /** Looks, is handed a value, and looks away. Says what must be gone then. */
  look(): WeakRef<object>;
  size(): number;
}

/** The source lives on; what was looked at is above it. */
function ours(): Watched {
  const x = input('x', [3]);
  x.set([1, 2, 3]);
  return {
    look: () => {
      let seen: WeakRef<object> | undefined;
      mul(x, 2)
        .subscribe(value => (seen = new WeakRef(value)))
        .unsubscribe();
      return seen!;
    },
    size: () => x.circuit.live.size,
  };
}

/** A cache that keeps what it computed. */
function caching(): Watched {
  const slots = new Map<object, object>();
  return {
    look: () => {
      const value = { data: Float32Array.of(2, 4, 6) };
      slots.set({}, value);
      return new WeakRef(value);
    },
    size: () => slots.size,
  };
}

async function checkReleased(build: () => Watched): Promise<void> {
  const watched = build();
  const seen = watched.look();
  expect(watched.size()).toBe(0);
  expect(await isCollected(seen)).toBe(true);
}

describe('law 5: silence is release', () => {
  it('keeps nothing of what nobody looks at any more', () => checkReleased(ours));

  it('control: a cache that keeps its slots', () => refuteAsync(() => checkReleased(caching)));

  it('holds no slot after the last unsubscribe, and all until then', () => {
    const x = parameter(1);
    const y = square(add(x, 1));
    const [a, b, c] = [hear(y), hear(y), hear(x)];
    const { live } = x.circuit;
    expect(live.size).toBe(4);
    a.unsubscribe();
    expect(live.size).toBe(4);
    b.unsubscribe();
    expect(live.size).toBe(1);
    c.unsubscribe();
    expect(live.size).toBe(0);
  });

  it('holds no slot after take(1), a completion or an error', async () => {
    const x = input('x', []);
    const y = mul(x, 2);
    const { live } = x.circuit;
    const waiting = firstValueFrom(y);
    expect(live.size).toBeGreaterThan(0);
    x.set(1);
    expect((await waiting).item()).toBe(2);
    expect(live.size).toBe(0);
    hear(y.pipe(take(1)));
    expect(live.size).toBe(0);
    const failing = hear(y);
    x.from(throwError(() => new Error('cut')));
    expect(failing.errors).toEqual([new Error('cut')]);
    expect(hear(y).errors).toEqual([new Error('cut')]);
    expect(live.size).toBe(0);
    x.from(of(4));
    const done = hear(y);
    expect([done.values, done.completed]).toEqual([[8], true]);
    expect(live.size).toBe(0);
  });

  it('computes nothing for a subscriber that leaves while its stream connects', () => {
    const f = counting('f', x => x!);
    const stop$ = new Subject<void>();
    const counted = countConnections(
      defer(() => {
        stop$.next();
        return NEVER.pipe(startWith(1));
      }),
    );
    const x = fromObservable(counted.stream$);
    const heard = hear(f(x).pipe(takeUntil(stop$)));
    expect(heard).toMatchObject({ values: [], completed: true });
    expect([f.runs, x.circuit.live.size, counted.connections]).toEqual([0, 0, 0]);
  });

  it('computes nothing that nobody observes', () => {
    const f = counting('f', x => x!);
    const x = input('x', []);
    const y = f(x);
    gradient(mul(y, 2), y);
    for (let i = 0; i < 5; i++) x.set(i);
    expect(f.runs).toBe(0);
    const heard = hear(y);
    x.set(6);
    heard.unsubscribe();
    x.set(7);
    expect(f.runs).toBe(2);
    expect(heard.values).toEqual([4, 6]);
  });

  it('computes no part of a graph that nobody observes, in a frame of its own neither', () => {
    const [f, g] = [counting('f', x => x!), counting('g', x => x!)];
    const x = input('x', []);
    const [a, b] = [f(x), g(x)];
    add(a, b);
    hear(a);
    const frame = openFrame({ outputs: [a], rules: [becomes(state(0), a as Node<readonly []>)], steps: true });
    pass(frame, [x, 1]);
    x.set(2);
    read(a);
    expect([f.runs, g.runs]).toEqual([2, 0]);
  });

  it('never builds the arm that a mode does not take', () => {
    const counted = countConnections(NEVER.pipe(startWith(1)));
    const f = counting('f', x => x!);
    const heard = hear(
      whenTraining<readonly []>(f(fromObservable(counted.stream$)) as Node<readonly []>, parameter(2)),
    );
    expect(heard.values).toEqual([2]);
    expect([f.runs, counted.connections]).toEqual([0, 0]);
    heard.unsubscribe();
  });

  it('follows a stream while somebody observes what depends on it, and not a moment longer', () => {
    const counted = countConnections(new BehaviorSubject(3));
    const y = square(fromObservable(counted.stream$));
    expect(counted.connections).toBe(0);
    const [a, b] = [hear(y), hear(add(y, 1))];
    expect(counted.connections).toBe(1);
    a.unsubscribe();
    expect(counted.connections).toBe(1);
    b.unsubscribe();
    expect(counted.connections).toBe(0);
    expect(read(y).item()).toBe(9);
    expect(counted.connections).toBe(0);
    const frame = openFrame({ outputs: [y] });
    expect(counted.connections).toBe(1);
    frame.close();
    expect(counted.connections).toBe(0);
    expect([a.values, b.values]).toEqual([[9], [10]]);
  });

  it('lets go of a stream when a frame cannot be opened', () => {
    const counted = countConnections(new BehaviorSubject(3));
    const [w, x] = [parameter(1), fromObservable(counted.stream$)];
    expect(() => stepper([becomes(w, x), becomes(w, mul(x, 2))])).toThrow('a step may write a register once');
    expect(counted.connections).toBe(0);
  });

  it('starts a stream afresh for those who come after it has completed', () => {
    const finite = fromObservable(of(1, 2));
    for (let i = 0; i < 2; i++) expect(hear(finite)).toMatchObject({ values: [2], completed: true, errors: [] });
    expect(number(finite)).toBe(2);
  });

  it('starts a stream afresh for those who come after it has failed', () => {
    const attempts = [throwError(() => new Error('cut')), new Subject<number>()];
    let attempt = 0;
    const y = square(fromObservable(defer(() => attempts[attempt++]!)));
    expect(hear(y).errors).toEqual([new Error('cut')]);
    const second = hear(y);
    (attempts[1] as Subject<number>).next(3);
    expect(second).toMatchObject({ values: [9], errors: [] });
  });

  it('keeps a register as long as its node', async () => {
    const count = state([1, 2, 3]);
    const frame = stepper([becomes(count, mul(count, 2))]);
    pass(frame);
    frame.close();
    await isCollected(new WeakRef({}));
    expect(read(count).toArray()).toEqual([2, 4, 6]);
    const born = (): WeakRef<object>[] => {
      const short = state([1, 2, 3]);
      pass(stepper([becomes(short, mul(short, 2))]));
      return [new WeakRef(short), new WeakRef(short.sourceValue), new WeakRef(read(short))];
    };
    expect(await isCollected(...born())).toBe(true);
  });

  const endings: Record<string, (look: (node: Node) => WeakRef<object>[]) => WeakRef<object>[]> = {
    'the last unsubscribe': look => {
      const refs: WeakRef<object>[] = [];
      const y = fresh();
      y.subscribe(() => refs.push(...look(y))).unsubscribe();
      return refs;
    },
    'take(1)': look => {
      const refs: WeakRef<object>[] = [];
      const y = fresh();
      y.pipe(take(1)).subscribe(() => refs.push(...look(y)));
      return refs;
    },
    'an error': look => {
      const refs: WeakRef<object>[] = [];
      const cut$ = new Subject<number>();
      held.from(cut$);
      const y = fresh();
      y.subscribe({ next: () => refs.push(...look(y)), error: () => {} });
      cut$.error(new Error('cut'));
      held.set([1, 2]);
      return refs;
    },
    'a frame is closed': look => {
      const y = fresh();
      const frame = openFrame({ outputs: [y] });
      const outcome = pass(frame, [held, [3, 4]]);
      const refs = [...look(y), new WeakRef((outcome as { outputs: readonly object[] }).outputs[0]!)];
      frame.close();
      return refs;
    },
  };

  /** What outlives everything that is looked at: it must hold nothing of it. */
  const held = input('held', [2]);
  held.set([1, 2]);
  const fresh = (): Node => square(mul(held, 2));

  it.each(Object.entries(endings))('lets node, tensor and slot be collected after %s', async (_, end) => {
    const refs = end(node => {
      const slots = [...held.circuit.live.tapped];
      return [node, read(node), ...slots].map(object => new WeakRef(object));
    });
    expect(refs.length).toBeGreaterThanOrEqual(2);
    expect(await isCollected(...refs)).toBe(true);
  });

  it('lets what was computed in a pass be collected though a neighbour is still looked at', async () => {
    const x = input('x', [2]);
    x.set([1, 2]);
    const stays = mul(x, 3).subscribe();
    const look = (): WeakRef<object>[] => {
      const refs: WeakRef<object>[] = [];
      const y = square(x);
      const subscription = y.subscribe(value => refs.push(new WeakRef(value), new WeakRef(y)));
      x.set([3, 4]);
      subscription.unsubscribe();
      return refs;
    };
    expect(await isCollected(...look())).toBe(true);
    stays.unsubscribe();
  });

  it('lets go of what two circuits looked at before they were joined', async () => {
    const [a, b] = [input('a', [2]), input('b', [2])];
    a.set([1, 2]);
    b.set([3, 4]);
    const slotsIn = (slots: Iterable<{ readonly wire: unknown }>, nodes: readonly unknown[]): WeakRef<object>[] =>
      [...slots].filter(({ wire }) => nodes.includes(wire)).map(slot => new WeakRef(slot));
    const look = (): WeakRef<object>[] => {
      const refs: WeakRef<object>[] = [];
      const nodes = [square(a), square(b)];
      const subscriptions = nodes.map(node =>
        node.subscribe(value => refs.push(new WeakRef(value), new WeakRef(node))),
      );
      refs.push(...[a, b].flatMap(({ circuit }) => slotsIn(circuit.live.tapped, nodes)));
      add(a, b);
      subscriptions.forEach(subscription => subscription.unsubscribe());
      return refs;
    };
    const stays = [a.subscribe(), b.subscribe()];
    const refs = look();
    expect(refs).toHaveLength(6);
    expect(a.circuit.live).toBe(b.circuit.live);
    expect(a.circuit.live.size).toBe(2);
    expect(await isCollected(...refs)).toBe(true);
    stays.forEach(subscription => subscription.unsubscribe());
    expect(a.circuit.live.size).toBe(0);
  });

  it('survives 2,000 subscriptions and unsubscriptions', () => {
    const x = input('x', []);
    x.set(1);
    const nodes = Array.from({ length: 50 }, (_, i) => add(square(x), i));
    const heard = Array.from({ length: 2000 }, (_, i) => hear(nodes[i % 50]!));
    x.set(2);
    expect(heard.every(({ values }, i) => values.length === 2 && values[1] === 4 + (i % 50))).toBe(true);
    for (const one of heard) one.unsubscribe();
    expect(x.circuit.live.size).toBe(0);
    expect([...x.circuit.live.tapped]).toEqual([]);
  });

  it('releases what is unsubscribed inside a pass, and computes it no more', () => {
    const f = counting('f', x => x!);
    const x = input('x', []);
    const y = f(x);
    const high = hear(y);
    const low = hear(x, () => high.unsubscribe());
    x.set(1);
    x.set(2);
    expect([high.values, low.values, f.runs]).toEqual([[], [1, 2], 1]);
    expect(x.circuit.live.size).toBe(1);
  });

  it('connects a stream once for all frames, and to the one that comes inside a pass', () => {
    const counted = countConnections(concat(of(2), NEVER));
    const [x, rate] = [input('x', []), fromObservable(counted.stream$)];
    const scaled = mul(x, rate);
    const inner: number[] = [];
    hear(x, () => void scaled.pipe(take(1)).subscribe(value => inner.push(value.item())));
    x.set(3);
    expect(inner).toEqual([6]);
    expect(counted.connections).toBe(0);
  });
});
