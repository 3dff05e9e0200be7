import { extentsOf, type Runs, runsOf, shiftWithin, type Slot, windowOf, windowOfPart } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { advance, type Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import { leadingAxes, type LeadingAxes } from '../loops/axes.ts';
import { repeat, timesRows } from '../loops/repeat.ts';
import { clearRows, copyRow } from '../loops/rows.ts';
import { BYTES } from '../memory/address-space.ts';

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
function leadingBefore(slot: Slot, axis: number): LeadingAxes | undefined {
  return axis === 0 ? undefined : leadingAxes(slot, [], axis);
}

/** The turns of the first loop over runs. */
function turnsBefore(
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
function copyOut(f: Func, runs: RunsInTurns, { whole, part, bytes }: Copied): void {
  walkRuns(f, runs, { whole, part, bytes }, (run, length) => copyRow(f, { from: run, to: part, bytes: length }));
}

/** Copies a part to its runs in a value. The address of the part is moved to its end. */
function copyIn(f: Func, runs: RunsInTurns, { whole, part, bytes }: Copied): void {
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

/** Values laid end to end along an axis. */
export const concatCode: LoopEmitter<'concat'> = (slot, { axis }) => {
  const { inputs } = slot;
  const bytes = BYTES[slot.wire.dtype];
  const leading = leadingBefore(slot, axis);
  return {
    reads: inputs,
    ...leading,
    emit: (f, { reads, output, rows }) =>
      reads.forEach((part, index) => {
        const runs = runsOf(slot.shape!, axis, windowOfPart(inputs, index, axis));
        copyIn(f, { ...runs, turns: turnsBefore(f, runs, leading, rows) }, { whole: output, part, bytes });
      }),
  };
};

/** One part of what was laid end to end. */
export const splitCode: LoopEmitter<'split'> = (slot, { axis, index }) => {
  const [whole, ...parts] = slot.inputs;
  const runs = runsOf(whole!.shape!, axis, windowOfPart(parts, index, axis));
  return {
    reads: [whole!],
    emit: (f, { reads: [from], output }) =>
      copyOut(f, runs, { whole: from!, part: output, bytes: BYTES[slot.wire.dtype] }),
  };
};

/** Elements moved along an axis, with those that leave it at the other end. */
export const rollCode: LoopEmitter<'roll'> = (slot, { axis, shift }) => {
  const input = slot.inputs[0]!;
  const { outer, length, inner } = extentsOf(slot, axis, axis + 1);
  const row = inner * BYTES[slot.wire.dtype];
  const [line, moved] = [length * row, shiftWithin(length, shift) * row];
  const leading = leadingBefore(slot, axis);
  return {
    reads: [input],
    ...leading,
    emit: (f, { reads: [from], output, rows }) => {
      if (line === 0) return;
      repeat(f, turnsBefore(f, { outer }, leading, rows), () => {
        copyRow(f, { from: from!, to: output, bytes: line - moved, toOffset: moved });
        copyRow(f, { from: from!, to: output, bytes: moved, fromOffset: line - moved });
        advance(f, from!, line);
        advance(f, output, line);
      });
    },
  };
};

/** The first two axes in each other's place. */
export const swapAxesCode: LoopEmitter<'swapAxes'> = slot => {
  const input = slot.inputs[0]!;
  const [first, second, ...rest] = input.shape!;
  const row = sizeOf(rest) * BYTES[slot.wire.dtype];
  return {
    reads: [input],
    sizes: { given: [first!, second!], alike: [rest] },
    emit: (f, { reads: [from], output, sizes }) => {
      if (row === 0) return;
      const [outer, inner] = sizes!;
      const [at, step] = [f.local('i32'), f.local('i32')];
      f.get(inner!).i32(row).op(i32.mul).set(step);
      // Each position along the second axis gathers its rows.
      repeat(f, { local: inner! }, () => {
        f.get(from!).set(at);
        repeat(f, { local: outer! }, () => {
          copyRow(f, { from: at, to: output, bytes: row });
          advance(f, output, row);
          f.get(at).get(step).op(i32.add).set(at);
        });
        advance(f, from!, row);
      });
    },
  };
};
