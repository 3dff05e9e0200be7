import { constant, gradient, mul, parametersOf, sum, type Node, type Runner } from '@thalweg/graph';
import type { Executor } from '@thalweg/graph/engine';
import { tensor, type Sizes } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { applied, floats } from '../operations/laws/applied.ts';
import type { Inputs, OperationRow } from '../operations/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { drawn, indicesOf, replaced, type Plain } from '../operations/plain.ts';
import { refute } from '../refute.ts';
import { expectAgreement, unitsOf } from './agreement.ts';
import { counted } from './counted.ts';
import { highRunner } from './high-memory.ts';
import { passOnce } from './runs.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();

/** Sizes about those of vectors, and of two of them. */
const sizes: readonly Sizes[] = [[], [0], [1], [3], [4], [5], [17], [2, 0, 3], [5, 7]];

/** Shapes that broadcast, by the number of operands. */
const broadcasting: Readonly<Record<number, readonly (readonly Sizes[])[]>> = {
  2: [[[3, 5], [5]], [[7], [3, 7]], [[3, 1], [9]], [[], [3, 5]], [[2, 1, 5], [3, 1]], [[0, 3], [3]], [[5, 1, 1], [1, 3, 1]]],
  3: [[[3, 5], [5], []], [[7], [3, 1], [3, 7]], [[2, 1, 5], [3, 1], [1, 5]], [[1], [0], []]],
}; // prettier-ignore

/** What elements may be in the worst case: in float32, 1e300 is ∞ and 1e-40 has few digits. */
const wild = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -2.5, 1e300, 3e38, -1e-40, 1e-300, 88.8, -104];

/** Operands of these shapes with the elements of the row's cases, or others. */
function operands({ cases }: OperationRow, shapes: readonly Sizes[], pool?: readonly number[]): Inputs {
  return shapes.map((shape, operand): Plain => {
    const { dtype } = cases[0]![operand]!;
    const elements =
      pool !== undefined && dtype === 'real' ? pool : cases.flatMap(inputs => [...inputs[operand]!.data]);
    // Each operand goes through its elements at a pace of its own, so that all of them meet.
    const pace = operand === 0 ? 1 : pool === undefined ? 1 : elements.length ** operand;
    const data = indicesOf(shape).map((_, n) => elements[Math.floor(n / pace) % elements.length]!);
    return { shape, data, dtype };
  });
}

/** What an operation is tried at. */
function trialsOf(row: OperationRow): readonly Inputs[] {
  const { cases, elementwise = false, finiteWeights } = row;
  const count = cases[0]!.length;
  const spoils = finiteWeights === undefined ? count : 1;
  if (!elementwise) return [...cases, ...cases.flatMap(inputs => spoilt(inputs, spoils))];
  const alike = (shape: Sizes, pool?: readonly number[]): Inputs =>
    operands(row, Array<Sizes>(count).fill(shape), pool);
  const broadcast = (broadcasting[count] ?? []).map(shapes => operands(row, shapes));
  return [
    ...cases,
    ...sizes.map(shape => alike(shape)),
    ...broadcast,
    alike([wild.length ** Math.min(count, 2)], wild),
  ];
}

/** Inputs with something wild at one place of one that is real, among the first so many. */
function spoilt(inputs: Inputs, count: number): Inputs[] {
  return inputs.slice(0, count).flatMap((input, i) => {
    if (input.dtype !== 'real' || input.data.length === 0) return [];
    const middle = Math.floor(input.data.length / 2);
    return [NaN, Infinity, -Infinity, -0].map(value =>
      replaced(inputs, i, { ...input, data: replaced(input.data, middle, value) }),
    );
  });
}

/** An operation's value, and its gradients by all that is real. */
function valuesOf(row: OperationRow, inputs: Inputs, real: (typeof floats)[number]): Node[] {
  const node = applied(row, inputs, real);
  if (row.gradient === 'refused') return [node];
  const { shape, dtype } = node;
  const weights = tensor([...drawn(shape as Sizes, 1000, 0.5, 1.5).data], { shape: shape as Sizes, dtype });
  const loss = sum(mul(node, constant(weights)));
  return [node, ...parametersOf(loss).map(source => gradient(loss, source as Node))];
}

/** Compiled, it has the values and the gradients that the interpreter gives it: all that is tried in one frame. */
function agreesCompiled(row: OperationRow, real: (typeof floats)[number], runner?: Runner): void {
  const trials = trialsOf(row).map(inputs => ({ inputs, nodes: valuesOf(row, inputs, real) }));
  const outputs = trials.flatMap(({ nodes }) => nodes);
  const watched = counted(runner);
  const found = passOnce({ outputs, runner: watched.runner });
  const wanted = passOnce({ outputs });
  let at = 0;
  for (const { inputs, nodes } of trials) {
    const what = `${real} ${inputs.map(({ shape }) => `[${shape.join()}]`).join(' ')}`;
    for (const node of nodes) {
      expectAgreement([found[at]!], [wanted[at]!], unitsOf(node), `${what} ${node.name}`);
      at++;
    }
  }
  expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
}

/** A runner with something wrong about its passes. */
function wrong(spoil: (pass: Executor['pass'], interpreter: Executor) => Executor['pass']): Runner {
  const open: Runner['open'] = (demands, interpreter) => {
    const executor = wasm().open(demands, interpreter);
    executor.pass = spoil(executor.pass.bind(executor), interpreter);
    return executor;
  };
  return { open };
}

describe('compiled, an operation has the value and the gradients that it has interpreted:', () => {
  it.each(rows.map(row => [`${row.name} ${row.variant ?? ''}`, row] as const))('%s', (_, row) => {
    for (const real of floats) agreesCompiled(row, real);
  });

  it('all of them also above 2 GiB', () => {
    const runner = highRunner();
    for (const row of rows) agreesCompiled(row, 'float32', runner);
  });

  it('control: a bit that is off, and a pass that is left to the interpreter, are found out', () => {
    const row = rows.find(({ name }) => name === 'mul')!;
    agreesCompiled(
      row,
      'float32',
      wrong(pass => pass),
    );
    const off = wrong(pass => given => {
      pass(given);
      const { data } = given.order.find(({ roots, shape }) => roots > 0 && shape!.includes(300))!;
      data[7]! *= 1 + 2 ** -23;
    });
    refute(() => agreesCompiled(row, 'float32', off));
    refute(() =>
      agreesCompiled(
        row,
        'float32',
        wrong((_, interpreter) => given => interpreter.pass(given)),
      ),
    );
  });

  it('control: exact values must agree to the bit, others within their units', () => {
    const [one, next] = [1, 1 + 2 ** -23].map(value => [tensor(Float32Array.of(value))]);
    const [zero, minus] = [0, -0].map(value => [tensor(Float32Array.of(value))]);
    expectAgreement(next!, one!, 1);
    refute(() => expectAgreement(next!, one!, 0));
    refute(() => expectAgreement(next!, one!, 0.5));
    refute(() => expectAgreement(minus!, zero!, 0));
    refute(() => expectAgreement([tensor(Float32Array.of(NaN))], one!, 4));
    const [a, b] = rows.filter(({ name }) => name === 'mul' || name === 'exp').map(row => unitsOf(applied(row, row.cases[0]!, 'float32')));
    expect([a, b].sort()).toEqual([0, 4]);
  }); // prettier-ignore
});
