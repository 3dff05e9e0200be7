import { takenRows } from '@thalweg/drawn';
import type { Node } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import type { Inputs, OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { below, bothWays, choices } from './both-ways.ts';
import { expectClose } from './expect-close.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();
const runners = { interpreted: () => undefined, compiled: () => wasm() } as const;
type RunnerName = keyof typeof runners;
const runnerNames = Object.keys(runners) as RunnerName[];

/** An operation with its inputs, some of which are mapped. */
interface Mapped {
  readonly row: OperationRow;
  readonly inputs: Inputs;
  readonly isMapped: readonly boolean[];
}

/** The first two cases of each row, with each choice of inputs that are mapped, by each runner. */
const trials = rows.flatMap(row =>
  row.cases
    .slice(0, 2)
    .filter(inputs => inputs.length > 0)
    .flatMap(inputs => choices(inputs.length).map((isMapped): Mapped => ({ row, inputs, isMapped })))
    .flatMap(trial => runnerNames.map(by => ({ trial, by }))),
);
const taken = takenRows('mapped operations', trials, ({ trial }) => `${trial.row.name}, ${trial.isMapped.join()}`);
/** Numbers that are drawn differ from position to position. */
const names = [...new Set(rows.map(({ name }) => name))].filter(name => !/(uniform|normal|categorical)Like/.test(name));

/** Operations of which a position is computed after another, by their values or their gradients, and why. */
const STEP_BY_STEP: Readonly<Record<string, string>> = {
  conv2d: 'weights, or their gradients, differ from position to position',
  convTranspose2d: 'the same',
  conv1d: 'the same',
  gather: 'tables and indices differ both',
  scatterAddLike: 'indices differ',
  takeAlong: 'a value that is the same at all positions would be copied for each',
};

/** The values of a stack at one position. */
function position({ data, shape, dtype }: Tensor, n: number): Tensor {
  const size = data.length / shape[0]!;
  return tensor(data.slice(n * size, (n + 1) * size) as Float64Array, { shape: shape.slice(1), dtype } as never);
}

/** True if some of the nodes follow from a loop. */
function hasLoop(roots: readonly Node[]): boolean {
  return [...below(...roots)].some(({ operation }) => operation?.name === 'scan');
}

/** Computed at all positions at once, by some runners, it is what it is at each. */
function compare({ row, inputs, isMapped }: Mapped, by: readonly RunnerName[]): void {
  const { mapped, apart } = bothWays(row, inputs, isMapped);
  const how = `${row.name} ${row.variant ?? ''}, mapped ${isMapped.join()}`;
  const found = by.map(name => passOnce({ outputs: mapped, runner: runners[name]() }));
  apart().forEach((outputs, n) =>
    passOnce({ outputs }).forEach((wanted, output) =>
      found.forEach((values, runner) =>
        expectClose(
          position(values[output]!, n),
          wanted,
          1e-12,
          `${how}, ${by[runner]}, position ${n}, output ${output}`,
        ),
      ),
    ),
  );
  if (!Object.hasOwn(STEP_BY_STEP, row.name)) expect(hasLoop(mapped), `a loop of ${how}`).toBe(false);
}

/** The trials of an operation that are taken, each once with its runners: what they compute is built once. */
function trialsOf(name: string): ReadonlyMap<Mapped, RunnerName[]> {
  const found = new Map<Mapped, RunnerName[]>();
  for (const { trial, by } of taken) if (trial.row.name === name) found.set(trial, [...(found.get(trial) ?? []), by]);
  return found;
}

describe('at all positions of a new axis an operation has the values and gradients that it has at each,', () => {
  it.each(names)('all at once but for those of the table: %s', name => {
    for (const [trial, by] of trialsOf(name)) compare(trial, by);
  });

  it.each(Object.keys(STEP_BY_STEP))('one after another, as the table says: %s', name => {
    const first = trials.filter(({ trial: { row, inputs } }) => row.name === name && inputs === row.cases[0]);
    const looped = first.find(({ trial: { row, inputs, isMapped } }) =>
      hasLoop(bothWays(row, inputs, isMapped).mapped),
    );
    expect(looped).toBeDefined();
  });
});
