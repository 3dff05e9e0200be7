import { add, becomes, gather, gradient, guardFinite, input, log, matmul, mean, mul, operation, parameter, read, square, state, sub, sum, type Node } from '@thalweg/graph'; // prettier-ignore
import { adam, skipNonFinite } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { snapshot, step } from '@thalweg/train';
import { pipe } from 'rxjs';
import { expect, it } from 'vitest';
import { counted } from './counted.ts';
import { failureOf } from './runs.ts';
import { twins, type Built } from './twins.ts';

type Scalar = Node<readonly []>;

/** A counter, a table with rows that are looked up, and a weight. */
function model(): Built {
  const table = parameter(
    tensor(
      Float32Array.from({ length: 12 }, (_, i) => i),
      { shape: [4, 3] },
    ),
    { name: 'table' },
  ) as Node;
  const weight = parameter(tensor(Float32Array.of(1, 2, 3)), { name: 'weight' }) as Node;
  const steps = state(0, { name: 'steps', dtype: 'float64' });
  const [at, x] = [input('at', ['n'], 'int32'), input('x', ['n', 3])];
  const loss = sum(mul(add(gather(table, at as Node), x as Node), weight)) as Node;
  const rules = [
    becomes(steps as never, add(steps as Node, 1) as never),
    becomes(weight as never, sub(weight, mul(0.125, gradient(loss, weight))) as never),
    becomes(table as never, sub(table, mul(0.125, gradient(loss, table))) as never),
  ] as Node[];
  return { outputs: [loss, weight, steps as Node], rules, sources: { at: at as Node, x: x as Node } };
}

const rows = (n: number): Float32Array => Float32Array.from({ length: 3 * n }, (_, i) => (i % 5) - 2);
const values = (n: number, at = [3, 0, 2, 1, 1]) => ({
  at: Int32Array.from(at.slice(0, n)),
  x: tensor(rows(n), { shape: [n, 3] }),
});

/** A step that fails moves no register; both kinds of frame give one error and go on from where they were. */
function failsAlike(spoilt: Partial<ReturnType<typeof values>>, message: string): void {
  const pair = twins(model);
  for (let t = 0; t < 3; t++) pair.step(values(4));
  const before = pair.compiled.registers.map(one => read(one as Node).toJSON());
  for (let t = 0; t < 2; t++) {
    expect(String(pair.step(spoilt))).toContain(message);
    expect(pair.compiled.registers.map(one => read(one as Node).toJSON())).toEqual(before);
  }
  const { compiled } = pair.watched;
  for (let t = 0; t < 3; t++) pair.step(values(4));
  expect(pair.watched.compiled).toBe(compiled + 3);
  expect(pair.compiled.registers.map(one => read(one as Node).toJSON())).not.toEqual(before);
  pair.close();
}

it('an index out of range fails a step as it does interpreted, and nothing moves', () => {
  failsAlike({ ...values(4), at: Int32Array.of(0, 4, 1, 2) }, 'indices must be from 0 to 3, got 4');
});

it('a missing input fails a step as it does interpreted, and nothing moves', () => {
  failsAlike({ at: values(4).at }, "none for 'x'");
});

it('sizes that do not fit fail a step as they do interpreted, and nothing moves', () => {
  failsAlike({ ...values(4), x: values(3).x }, "the axes named 'n' must have one size");
});

it('what a user’s own loop throws fails a step, whether it comes first or last', () => {
  for (const first of [true, false]) {
    const pair = twins(() => {
      const [weight, limit] = [parameter(tensor(Float32Array.of(1, 2, 3))) as Node, input('limit', [])];
      const steps = state(0, { dtype: 'float64' });
      const guarded = operation({
        name: 'guarded',
        shape: ([x]) => x!,
        kernel: (out, [x, most]) => {
          if (x!.data[0]! > most!.data[0]!) throw new Error(`more than ${most!.data[0]!}`);
          out.data.set(x!.data);
        },
        gradient: (upstream, [, most]) => [upstream, mul(0, most!)],
      });
      const checked = guarded(first ? weight : mul(weight, 1), limit as Node);
      const next = add(first ? checked : weight, 1);
      const rules = [
        becomes(weight as never, next as never),
        becomes(steps as never, add(steps as Node, 1) as never),
      ] as Node[];
      return { outputs: first ? [] : [checked], rules, sources: { limit: limit as Node } };
    });
    for (const limit of [5, 5, 2, 2, 5, 1, 5, 5]) pair.step({ limit });
    expect(pair.watched.interpreted).toBeGreaterThan(0);
    pair.close();
  }
});

it('a step that an optimizer refuses is told as it is interpreted', () => {
  const build = () => {
    const x = parameter(tensor(Float32Array.of(1, 2)), { name: 'x' }) as Node;
    const scale = input('scale', []);
    return sum(mul(log(mul(x, scale as Node)), 1)) as Scalar;
  };
  const watched = counted();
  const [a, b] = [
    step(build(), pipe(skipNonFinite({ limit: 2 }), adam()), { runner: watched.runner }),
    step(build(), pipe(skipNonFinite({ limit: 2 }), adam())),
  ];
  const stateOf = (learn: typeof a): unknown =>
    Object.values(snapshot({ learn }).parts['learn']!.tensors).map(one => one.toJSON());
  for (const scale of [1, 0, 2, 0, 0]) for (const learn of [a, b]) learn({ scale });
  expect(stateOf(a)).toEqual(stateOf(b));
  const errors = [a, b].map(learn => String(failureOf(() => learn({ scale: 0 }))));
  expect(errors[0]).toContain('at most 2 steps in a row');
  expect(errors[0]).toBe(errors[1]);
  expect(stateOf(a)).toEqual(stateOf(b));
  for (const learn of [a, b]) learn({ scale: 1 });
  expect(stateOf(a)).toEqual(stateOf(b));
  expect(watched).toMatchObject({ compiled: 6, interpreted: 1 });
});

it('a guard given together with a runner sees every value, and finds what is not finite', () => {
  const watched = counted();
  const seen: string[] = [];
  const x = parameter(tensor(Float32Array.of(1, 0)), { name: 'x' }) as Node;
  const build = (guard: Parameters<typeof twins>[1]): void => {
    const pair = twins(() => ({ outputs: [mean(log(x))] as Node[] }), { ...guard });
    pair.step();
    pair.close();
  };
  build({ runner: watched.runner, guard: ({ wire }) => void seen.push(wire.name) });
  expect(seen).toContain('log');
  const failed = twins(() => ({ outputs: [mean(log(x))] as Node[] }), { guard: guardFinite() });
  failed.step();
  expect(failureOf(() => failed.compiled.frame.run([], outcome => { if ('error' in outcome) throw outcome.error; }))).toMatchObject({ name: 'NumericError' }); // prettier-ignore
  expect([watched.compiled, failed.watched.compiled]).toEqual([0, 0]);
});

it('a product whose factors do not fit any more fails, and goes on when they do', () => {
  const pair = twins(
    () => {
      const [a, b] = [input('a', ['m', 'k']), input('b', ['k', 2])];
      const w = parameter(tensor(Float32Array.of(1, 2)), { name: 'w' }) as Node;
      const value = mean(square(mul(w, matmul(a as Node, b as Node)))) as Node;
      const rules = [becomes(w as never, sub(w, mul(1e-3, gradient(value, w))) as never) as Node];
      return { outputs: [value], rules, sources: { a: a as Node, b: b as Node } };
    },
    { units: 64 },
  );
  const ones = (m: number, n: number) => tensor(new Float32Array(m * n).fill(1), { shape: [m, n] });
  for (const [m, k, l] of [[4, 3, 3], [4, 2, 3], [4, 3, 3], [1, 3, 3], [1, 4, 3], [0, 3, 3], [5, 3, 3]] as const)
    pair.step({ a: ones(m, k), b: ones(l, 2) });
  expect(pair.watched).toMatchObject({ compiled: 5, interpreted: 2 });
  pair.close();
}); // prettier-ignore
