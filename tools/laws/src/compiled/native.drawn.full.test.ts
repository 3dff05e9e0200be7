/** @module-tag llvm */
import { refute, landingRows } from '@thalweg/drawn';
import type { Node, Runner } from '@thalweg/graph';
import { llvm } from '@thalweg/node/llvm';
import { snapshot, step } from '@thalweg/train';
import type { Tensor } from '@thalweg/tensor';
import { wasm, type Native } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { floats } from '../operations/laws/applied.ts';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as operations from '../operations/operation-rows.ts';
import { network } from '../optimizers/laws/problems.ts';
import type { OptimizerRow } from '../optimizers/laws/optimizer-row.ts';
import * as optimizers from '../optimizers/optimizer-rows.ts';
import { triedInputs, valuesOf } from './operation-trials.ts';
import { passOnce } from './runs.ts';
import { expectAgreement } from './twins.ts';

const native = llvm({ from: 0, waits: true })!;

/** A runner of native code, and how many modules it has compiled. */
function watched(): {
  readonly runner: Runner;
  readonly count: { modules: number };
  readonly plans: readonly string[];
} {
  const plans: string[] = [];
  const count = { modules: 0 };
  const compile: Native['compile'] = (contents, before, site) => {
    count.modules++;
    return native.compile(contents, before, site);
  };
  return { runner: wasm({ native: { ...native, compile }, onPlan: plan => plans.push(plan.native!) }), count, plans };
}

const trials = (Object.values(operations).flat() as readonly OperationRow[]).flatMap(row =>
  floats.map(real => [`${row.name} ${row.variant ?? ''}`, real, row] as const),
);

/** Rows of which nothing is native. */
const left: string[] = [];

describe('native code has the bits of WebAssembly:', () => {
  it.each(landingRows('native operations', trials, ([, real]) => real))('%s in %s', (_, real, row) => {
    const { runner, count } = watched();
    const outputs = triedInputs(row).flatMap(inputs => valuesOf(row, inputs, real));
    expectAgreement(passOnce({ outputs, runner }), passOnce({ outputs, runner: wasm() }), 0, row.name);
    if (count.modules === 0) left.push(`${row.name} ${row.variant ?? ''} ${real}`);
  });

  it('what calls functions of the host often, or is interpreted, stays in WebAssembly', () => {
    expect(left.filter(name => !/ float64$|^logDeterminant|of int32/.test(name))).toEqual([]);
  });

  const all = Object.values(optimizers).flat() as readonly OptimizerRow[];
  it.each(
    landingRows(
      'native optimizers',
      all.map(row => [`${row.name} ${row.variant ?? ''}`, row] as const),
    ),
  )('steps of %s', (_, row) => {
    const { runner, plans } = watched();
    const [found, wanted] = [runner, wasm()].map(one => {
      const learn = step(network('float32').loss, row.ravine(), { runner: one });
      for (let t = 0; t < 20; t++) learn();
      return Object.values(snapshot({ learn }).parts['learn']!.tensors);
    }) as [Tensor[], Tensor[]];
    expectAgreement(found, wanted, 0);
    expect(plans[0]).toBe(`${native.name}, ${native.lanes} lanes`);
  });

  it('control: a bit that is off is found out', () => {
    const row = trials.find(([name]) => name.startsWith('mul'))![2];
    const outputs: Node[] = triedInputs(row).flatMap(inputs => valuesOf(row, inputs, 'float32'));
    const found = passOnce({ outputs, runner: watched().runner });
    refute(() => {
      const off = found.find(({ size }) => size > 4)!;
      (off.data as Float32Array)[3]! += 1;
      expectAgreement(found, passOnce({ outputs, runner: wasm() }), 0);
    });
  });
});
