import { runsOf, windowOf, type Runs } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { BYTES } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';
import { clear, copyRow } from './rows.ts';

/** The positions of a slice along an axis. */
export const sliceCode: LoopEmitter<'slice'> = (slot, { axis, ...positions }) => {
  const input = slot.inputs[0]!;
  const runs = runsOf(input.shape!, axis, windowOf(input.shape![axis]!, positions));
  const bytes = BYTES[slot.wire.dtype];
  return {
    reads: [input],
    emit: (f, { reads: [whole], output }) => copyOut(f, runs, { whole: whole!, part: output, bytes }),
  };
};

/** Elements at the positions of a slice, and zeros elsewhere. */
export const padCode: LoopEmitter<'pad'> = (slot, { axis, ...positions }) => {
  const input = slot.inputs[0]!;
  const runs = runsOf(slot.shape!, axis, windowOf(slot.shape![axis]!, positions));
  const bytes = BYTES[slot.wire.dtype];
  return {
    reads: [input],
    emit: (f, { reads: [part], output }) => {
      clear(f, output, sizeOf(slot.shape!) * bytes);
      copyIn(f, runs, { whole: output, part: part!, bytes });
    },
  };
};

/** Locals with the addresses of a value and of a part of it that lies side by side, and the bytes of an element. */
interface Copied {
  readonly whole: number;
  readonly part: number;
  readonly bytes: number;
}

/** Copies runs of a value out of it. The address of the part is moved to its end. */
export function copyOut(f: Func, runs: Runs, { whole, part, bytes }: Copied): void {
  walkRuns(f, runs, { whole, part, bytes }, (run, length) => copyRow(f, run, part, length));
}

/** Copies a part to its runs in a value. The address of the part is moved to its end. */
export function copyIn(f: Func, runs: Runs, { whole, part, bytes }: Copied): void {
  walkRuns(f, runs, { whole, part, bytes }, (run, length) => copyRow(f, part, run, length));
}

function walkRuns(
  f: Func,
  { outer, rows, length, next, first, step }: Runs,
  { whole, part, bytes }: Copied,
  one: (run: number, bytes: number) => void,
): void {
  if (length === 0) return;
  const run = f.local('i32');
  f.get(whole).set(run);
  advance(f, run, first * bytes);
  repeat(f, outer, () => {
    repeat(f, rows, () => {
      one(run, length * bytes);
      advance(f, part, length * bytes);
      advance(f, run, step * bytes);
    });
    advance(f, run, (next - rows * step) * bytes);
  });
}
