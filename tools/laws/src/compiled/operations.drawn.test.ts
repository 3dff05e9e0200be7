import { refute, takenRows } from '@thalweg/drawn';
import type { Runner } from '@thalweg/graph';
import type { Executor } from '@thalweg/graph/author';
import { tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { applied, floats } from '../operations/laws/applied.ts';
import type { Inputs, OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { expectAgreement, unitsOf } from './twins.ts';
import { counted } from './counted.ts';
import { highRunner } from './high-memory.ts';
import { trialsOf, triedInputs, valuesOf } from './operation-trials.ts';
import { passOnce } from './runs.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();
const trials = rows.flatMap(row => floats.flatMap(real => trialsOf(row).map(trial => ({ row, real, ...trial }))));
const taken = takenRows('compiled operations', trials, ({ row, of }) => `${row.name}, ${of}`);
const single = taken.filter(({ real }) => real === 'float32');
const high = takenRows('compiled operations above 2 GiB', single, ({ row }) => row.name);

/** Rows in one dtype, each with its inputs that are among some trials. */
function byRow(some: readonly (typeof trials)[number][], real: (typeof floats)[number]) {
  const found = new Map<OperationRow, Inputs[]>();
  for (const { row, inputs } of some.filter(trial => trial.real === real))
    found.set(row, [...(found.get(row) ?? []), ...inputs]);
  return [...found].map(([row, inputs]) => [`${row.name} ${row.variant ?? ''}`, real, row, inputs] as const);
}

/** Compiled, it has the values and the gradients that the interpreter gives it: all that is tried in one frame. */
function agreesCompiled(
  row: OperationRow,
  all: readonly Inputs[],
  real: (typeof floats)[number],
  runner?: Runner,
): void {
  const trials = all.map(inputs => ({ inputs, nodes: valuesOf(row, inputs, real) }));
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
  it.each(floats.flatMap(real => byRow(taken, real)))('%s in %s', (_, real, row, inputs) =>
    agreesCompiled(row, inputs, real),
  );

  it('all of them also above 2 GiB', () => {
    const runner = highRunner();
    for (const [, , row, inputs] of byRow(high, 'float32')) agreesCompiled(row, inputs, 'float32', runner);
  });

  it('control: a bit that is off, and a pass that is left to the interpreter, are found out', () => {
    const row = rows.find(({ name }) => name === 'mul')!;
    const inputs = triedInputs(row);
    agreesCompiled(
      row,
      inputs,
      'float32',
      wrong(pass => pass),
    );
    const off = wrong(pass => given => {
      pass(given);
      const { data } = given.order.find(({ roots, shape }) => roots > 0 && shape!.includes(300))!;
      data[7]! *= 1 + 2 ** -23;
    });
    refute(() => agreesCompiled(row, inputs, 'float32', off));
    refute(() =>
      agreesCompiled(
        row,
        inputs,
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
