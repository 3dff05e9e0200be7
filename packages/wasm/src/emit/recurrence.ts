import { extentsOf } from '@thalweg/graph/engine';
import { advance } from '../assembler/address.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { BYTES, loadNumber, storeNumber } from './elements.ts';
import { repeat } from './loops.ts';

/** The value of a linear recurrence before each element along an axis, 0 at first and then the first term. */
export const recurrenceCode: LoopEmitter<'recurrence'> = (slot, { axis, reverse }) => {
  const [terms, factors] = slot.inputs;
  const { dtype } = slot.wire;
  const { outer, length, inner } = extentsOf(slot, axis, axis + 1);
  const element = BYTES[dtype];
  const row = inner * element * (reverse ? -1 : 1);
  return {
    reads: [terms!, factors!],
    emit: (f, { reads: [b, a], output }) => {
      const [before, found] = [f.local('f64'), f.local('f64')];
      const move = (bytes: number): void => {
        for (const address of new Set([b!, a!, output])) advance(f, address, bytes);
      };
      const put = (): void => {
        f.get(output).get(before);
        storeNumber(f, dtype);
        move(row);
      };
      if (length === 0) return;
      move(reverse ? -row * (length - 1) : 0);
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.f64(0).set(before);
          loadNumber(f, b!, dtype);
          f.set(found);
          put();
          repeat(f, length - 1, () => {
            f.get(found).set(before);
            loadNumber(f, b!, dtype);
            loadNumber(f, a!, dtype);
            f.get(before).op(f64.mul).op(f64.add).set(found);
            put();
          });
          move(element - length * row);
        });
        move((length - 1) * inner * element);
      });
    },
  };
};
