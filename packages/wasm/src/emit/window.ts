import { runsOf, windowOf, type Runs, type Slot } from '@thalweg/graph/engine';
import { advance } from '../assembler/address.ts';
import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import { BYTES } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { leadingAxes, type LeadingAxes } from './leading-rows.ts';
import { repeat, timesRows } from './loops.ts';
import { clearRows, copyRow } from './rows.ts';

/** The positions of a slice along an axis. */
export const sliceCode: LoopEmitter<'slice'> = (slot, { axis, ...positions }) => {
  const input = slot.inputs[0]!;
  const runs = runsOf(input.shape!, axis, windowOf(input.shape![axis]!, positions));
  const bytes = BYTES[slot.wire.dtype];
  const leading = leadingBefore(slot, axis);
  return {
    reads: [input],
    ...leading,
    emit: (f, { reads: [whole], output, rows }) =>
      copyOut(f, { ...runs, turns: turnsBefore(f, runs, leading, rows) }, { whole: whole!, part: output, bytes }),
  };
};

/** Elements at the positions of a slice, and zeros elsewhere. */
export const padCode: LoopEmitter<'pad'> = (slot, { axis, ...positions }) => {
  const input = slot.inputs[0]!;
  const runs = runsOf(slot.shape!, axis, windowOf(slot.shape![axis]!, positions));
  const bytes = BYTES[slot.wire.dtype];
  const leading = leadingBefore(slot, axis);
  return {
    reads: [input],
    ...leading,
    emit: (f, { reads: [part], output, rows }) => {
      const turns = turnsBefore(f, runs, leading, rows);
      clearRows(f, output, turns, runs.next * bytes);
      copyIn(f, { ...runs, turns }, { whole: output, part: part!, bytes });
    },
  };
};

/** The rows along the axes before one, if code for one number serves all. */
export function leadingBefore(slot: Slot, axis: number): LeadingAxes | undefined {
  return axis === 0 ? undefined : leadingAxes(slot, [], axis);
}

/** The turns of the first loop over runs. */
export function turnsBefore(
  f: Func,
  { outer }: Pick<Runs, 'outer'>,
  leading: LeadingAxes | undefined,
  rows: number | undefined,
): Amount {
  return leading === undefined || rows === undefined ? outer : timesRows(f, rows, outer / leading.rows);
}

/** Runs, of which the first loop may have other turns than in a pass. */
interface RunsInTurns extends Runs {
  readonly turns?: Amount;
}

/** Locals with the addresses of a value and of a part of it that lies side by side, and the bytes of an element. */
interface Copied {
  readonly whole: number;
  readonly part: number;
  readonly bytes: number;
}

/** Copies runs of a value out of it. The address of the part is moved to its end. */
export function copyOut(f: Func, runs: RunsInTurns, { whole, part, bytes }: Copied): void {
  walkRuns(f, runs, { whole, part, bytes }, (run, length) => copyRow(f, { from: run, to: part, bytes: length }));
}

/** Copies a part to its runs in a value. The address of the part is moved to its end. */
export function copyIn(f: Func, runs: RunsInTurns, { whole, part, bytes }: Copied): void {
  walkRuns(f, runs, { whole, part, bytes }, (run, length) => copyRow(f, { from: part, to: run, bytes: length }));
}

function walkRuns(
  f: Func,
  { outer, turns = outer, rows, length, next, first, step }: RunsInTurns,
  { whole, part, bytes }: Copied,
  one: (run: number, bytes: number) => void,
): void {
  if (length === 0) return;
  const run = f.local('i32');
  f.get(whole).set(run);
  advance(f, run, first * bytes);
  repeat(f, turns, () => {
    repeat(f, rows, () => {
      one(run, length * bytes);
      advance(f, part, length * bytes);
      advance(f, run, step * bytes);
    });
    advance(f, run, (next - rows * step) * bytes);
  });
}
