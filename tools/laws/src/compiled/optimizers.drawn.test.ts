import { refute, takenRows } from '@thalweg/drawn';
import { read, type Node } from '@thalweg/graph';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, step, type Stepping } from '@thalweg/train';
import type { Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import type { OptimizerRow, Precision, Problem } from '../optimizers/laws/optimizer-row.ts';
import * as optimizers from '../optimizers/optimizer-rows.ts';
import { network } from '../optimizers/laws/problems.ts';
import { expectAgreement } from './twins.ts';
import { counted, type Counted } from './counted.ts';

const rows: readonly OptimizerRow[] = Object.values(optimizers).flat();

const STEPS = 20;

/**
 * So far may a register drift in 20 steps, in units of 2⁻²³ of the larger of 1 and its value: each step adds the error of
 * sums of at most 4 terms in some matrix products and functions, and the rules pass on what has gathered.
 */
const DRIFT = 4 * 4 * STEPS;

/** Rows whose first steps leap over the least: what they come to hangs on every bit, and float32 alone strays from float64 by hundreds of units. */
const leaping: Readonly<Record<string, number>> = { adagrad: 16 };

const driftOf = ({ name }: OptimizerRow): number => DRIFT * (leaping[name] ?? 1);

interface Run extends Problem {
  readonly learn: Stepping;
  readonly watched: Counted;
}

function run(row: OptimizerRow, precision: Precision, compiled: boolean): Run {
  const problem = network(precision);
  const watched = counted();
  const learn = step(problem.loss, row.ravine(), compiled ? { runner: watched.runner } : {});
  return { ...problem, learn, watched };
}

/** All registers: parameters, what the optimizer remembers, counters. */
function registersOf({ learn }: Run): Readonly<Record<string, Tensor>> {
  return snapshot({ learn }).parts['learn']!.tensors;
}

function expectSameRegisters(found: Run, wanted: Run, units: number): void {
  const [a, b] = [registersOf(found), registersOf(wanted)];
  const names = Object.keys(b);
  expect(Object.keys(a)).toEqual(names);
  for (const name of names) expectAgreement([a[name]!], [b[name]!], units, name);
}

/** Compiled, it goes the way that it goes interpreted. */
function goesTheSameWay(row: OptimizerRow, precision: Precision, units = driftOf(row)): void {
  const [compiled, interpreted] = [run(row, precision, true), run(row, precision, false)];
  for (let t = 0; t < STEPS; t++) {
    const told = [compiled, interpreted].map(({ learn }) => learn()!);
    expect(Math.abs(told[0]!.loss - told[1]!.loss)).toBeLessThanOrEqual(units * 2 ** -23 * Math.max(1, told[1]!.loss));
    expect(told[0]!.step).toBe(told[1]!.step);
  }
  expectSameRegisters(compiled, interpreted, units);
  expect(compiled.watched).toMatchObject({ compiled: STEPS, interpreted: 0 });
}

/** It goes on from a file of the other kind of run, the first of which is compiled or not, as if it had never stopped. */
function resumesAcross(row: OptimizerRow, first: boolean): void {
  const [before, after, whole] = [run(row, 'float32', first), run(row, 'float32', !first), run(row, 'float32', false)];
  for (let t = 0; t < STEPS; t++) whole.learn();
  for (let t = 0; t < 7; t++) before.learn();
  // It has been running: what it had is forgotten.
  for (let t = 0; t < 3; t++) after.learn();
  restore({ learn: after.learn }, decodeSnapshot(encodeSnapshot(snapshot({ learn: before.learn }))));
  expectSameRegisters(after, before, 0);
  for (let t = 7; t < STEPS; t++) after.learn();
  expectSameRegisters(after, whole, driftOf(row));
}

const laws: Readonly<Record<string, (row: OptimizerRow) => void>> = {
  'in float32, within its precision': row => goesTheSameWay(row, 'float32'),
  'in float64, to the precision of float32': row => goesTheSameWay(row, 'float64'),
  'from a file of an interpreted run': row => resumesAcross(row, false),
  'from a file of a compiled run': row => resumesAcross(row, true),
};

const trials = rows.flatMap(row =>
  Object.entries(laws).map(([how, law]) => [`${row.name} ${row.variant ?? ''}`, how, { row, law }] as const),
);

describe('compiled, an optimizer goes the way that it goes interpreted:', () => {
  it.each(takenRows('compiled optimizers', trials, ([, , { row }]) => row.name))('%s %s', (_name, _how, { row, law }) =>
    law(row),
  );

  it('control: not that of another', () => {
    const [adam, sgd] = [optimizers.adamRow, optimizers.sgdRow];
    const [a, b] = [run(adam, 'float32', true), run(sgd, 'float32', false)];
    for (let t = 0; t < STEPS; t++) for (const { learn } of [a, b]) learn();
    const weights = [a, b].map(({ parameters }) => read(parameters['w1'] as Node));
    refute(() => expectAgreement([weights[0]!], [weights[1]!], DRIFT));
  });
});
