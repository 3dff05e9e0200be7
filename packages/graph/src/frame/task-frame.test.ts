import { expect, it } from 'vitest';
import { add, becomes, columnOf, feed, feedOf, input, log, mul, openFrame, operation, read, state, sum, type Node, type PassResult, type Runner } from '../index.ts'; // prettier-ignore
import { isCollected } from '../testing/collected.ts';
import { outputsOf } from '../testing/stepping.ts';

it('keeps nothing of a batch once the next one was fed', async () => {
  const x = input('x', ['batch']);
  const frame = openFrame({ outputs: [sum(x)], steps: true });
  const step = (size: number): WeakRef<object> => {
    const batch = new Float32Array(size);
    frame.run([feedOf(x, batch)], () => {});
    return new WeakRef(batch);
  };
  const first = step(1000);
  step(1000);
  expect(await isCollected(first)).toBe(true);
  frame.close();
});

/** A runner whose executor cannot be run, and whether it was closed. */
function broken(): { readonly runner: Runner; readonly closed: () => boolean } {
  let closed = false;
  const fail = (): never => {
    throw new Error('out of order');
  };
  const executor = { pass: fail, rows: fail, bufferFor: fail, holds: () => false, close: () => (closed = true) };
  return { runner: { open: () => executor }, closed: () => closed };
}

it.each(['run', 'runRows'] as const)(
  'an executor that throws fails the pass, and %s leaves a frame that can be closed',
  how => {
    const { runner, closed } = broken();
    const x = input('x', ['batch']);
    const frame = openFrame({ outputs: [sum(x)], runner });
    const feeds = [feedOf(x, new Float32Array(3))];
    const told: unknown[] = [];
    if (how === 'run') frame.run(feeds, outcome => told.push(outcome));
    else frame.runRows(feeds, 1, ({ failure }) => told.push(failure));
    expect(told).toEqual([{ error: new Error('out of order') }]);
    frame.close();
    expect(closed()).toBe(true);
  },
);

it('an executor sees another layout when sizes or the fed sources change, and only then', () => {
  const layouts: number[] = [];
  const runner: Runner = {
    open: (_, interpreter) => ({
      pass: given => {
        layouts.push(given.layout);
        interpreter.pass(given);
      },
    }),
  };
  const x = input('x', ['batch']);
  x.set([1, 2]);
  const frame = openFrame({ outputs: [sum(x)], runner });
  const sums: unknown[] = [];
  for (const size of [2, 2, 3, undefined, undefined, 2])
    frame.run(size === undefined ? [] : [feedOf(x, new Float32Array(size).fill(5))], result =>
      sums.push('outputs' in result && result.outputs[0]!.item()),
    );
  expect(sums).toEqual([10, 10, 15, 3, 3, 10]);
  expect(layouts.map((layout, i) => i > 0 && layout !== layouts[i - 1])).toEqual([
    false,
    false,
    true,
    true,
    false,
    true,
  ]);
});

it('an immediate frame computes inside a pass, from the registers of that pass; others wait', () => {
  const w = state(1);
  const doubled = mul(w, 2);
  const told: string[] = [];
  const note = (name: string) => (result: PassResult) => void told.push(`${name} ${outputsOf(result)[0]!.item()}`);
  const [immediate, waiting] = [true, false].map(immediate => openFrame({ outputs: [doubled], immediate }));
  w.subscribe(value => {
    if (value.item() === 1) return;
    waiting!.run([], note('waiting'));
    immediate!.run([], note('immediate'));
    immediate!.runRows([], 1, ({ columns }) => told.push(`row ${columns[0]![0]}`));
    told.push('end of the pass');
  });
  feed([w, 5]);
  expect(told).toEqual(['immediate 10', 'row 10', 'end of the pass', 'waiting 10']);
  expect([immediate!.idle, waiting!.idle]).toEqual([true, true]);
});

it('an immediate frame takes no steps, and computes nothing inside its own pass', () => {
  expect(() => openFrame({ outputs: [], steps: true, immediate: true })).toThrow(
    'an immediate frame must take no steps',
  );
  const nosy = operation({ name: 'nosy', shape: ([x]) => x!, kernel: () => frame.run([], () => {}) });
  const frame = openFrame({ outputs: [nosy(state(1))], immediate: true });
  let failure: unknown;
  frame.run([], result => (failure = result));
  expect(failure).toMatchObject({
    error: { message: expect.stringContaining('got a call inside its own pass') as string },
  });
});

/** A frame that takes steps on `log(x)` of each row; a state counts them. */
function logs(finite: { readonly skip: boolean; readonly error?: (value: number) => unknown } | undefined) {
  const x = input('x', [], 'float64');
  const count = state(0, { dtype: 'float64' });
  const value = log(x) as Node;
  const rule = becomes(count, add(count, 1) as never) as Node;
  const outputs = [value, rule];
  const frame = openFrame({ outputs, steps: true, finite: finite && { output: value, ...finite } });
  const rows = (...values: number[]) => {
    let told: { taken: number; skipped: number; values: number[]; error: unknown; skip: unknown } | undefined;
    const { feed } = columnOf(x, values);
    frame.runRows([feed], values.length, ({ taken, skipped, columns, failure, skip }) => {
      told = {
        taken,
        skipped,
        values: [...(columns[1]?.subarray(0, taken) ?? [])],
        error: failure?.error,
        skip: skip?.error,
      };
    });
    return told!;
  };
  return { x, frame, rows, count: () => read(count as Node).item() };
}

it('a step in which an output that must be finite is not fails, names it, and moves nothing', () => {
  const { rows, count } = logs({ skip: false });
  const told = rows(1, 2, -1, 3);
  expect([told.taken, told.skipped, told.values]).toEqual([2, 0, [1, 2]]);
  expect(String(told.error)).toBe(
    'NumericError: log: its value must be finite, got NaN. Find the origin with guardFinite().',
  );
  expect(count()).toBe(2);
});

it('the error of a value that is not finite may be chosen', () => {
  const { rows, x, frame, count } = logs({ skip: false, error: value => `not ${value}` });
  expect(rows(0).error).toBe('not -Infinity');
  const told: unknown[] = [];
  frame.run([feedOf(x, -1)], result => told.push(result));
  expect([told, count()]).toEqual([[{ error: 'not NaN', skip: false }], 0]);
});

it('rows in which such an output is not finite can be left out: the results of the others follow each other', () => {
  const { rows, count } = logs({ skip: true, error: value => value });
  expect(rows(-1, 1, 2, 0, 3, -2)).toEqual({ taken: 3, skipped: 3, values: [1, 2, 3], error: undefined, skip: NaN });
  expect(rows(-1, -1)).toEqual({ taken: 0, skipped: 2, values: [], error: undefined, skip: NaN });
  expect(rows(5)).toEqual({ taken: 1, skipped: 0, values: [4], error: undefined, skip: undefined });
  expect(count()).toBe(4);
});

it('without one, a step takes any value', () => {
  const { rows, count } = logs(undefined);
  expect([rows(-1, 0).taken, count()]).toEqual([2, 2]);
});
