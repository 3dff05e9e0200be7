import { advance } from '../assembler/address.ts';
import { extentsOf } from '@thalweg/graph/engine';
import * as f64 from '../assembler/opcodes/f64.ts';
import { BYTES, loadNumber, storeNumber } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';

const FLOAT64 = 8;

/** For each element the product of all others; its derivatives are left to the interpreter. */
export const productOfOthersCode: LoopEmitter<'productOfOthers'> = (slot, { from, to }) => {
  const [input, ...directions] = slot.inputs;
  if (directions.length > 0) return undefined;
  const { dtype } = slot.wire;
  const { outer, length, inner } = extentsOf(slot, from, to);
  const row = inner * BYTES[dtype];
  return {
    reads: [input!],
    // The product of those before each.
    scratch: FLOAT64 * length,
    emit: (f, { reads: [x], output, scratch }) => {
      const [before, running] = [f.local('i32'), f.local('f64')];
      const multiply = (): void => {
        f.get(running);
        loadNumber(f, x!, input!.wire.dtype);
        f.op(f64.mul).set(running);
      };
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.address(scratch).set(before).f64(1).set(running);
          repeat(f, length, () => {
            f.get(before).get(running).memory(f64.store);
            multiply();
            advance(f, before, FLOAT64);
            advance(f, x!, row);
          });
          advance(f, output, length * row);
          f.f64(1).set(running);
          repeat(f, length, () => {
            advance(f, before, -FLOAT64);
            advance(f, x!, -row);
            advance(f, output, -row);
            // What begins as a sum has no -0.
            f.get(output).f64(0).get(before).memory(f64.load).get(running).op(f64.mul).op(f64.add);
            storeNumber(f, dtype);
            multiply();
          });
          advance(f, x!, BYTES[dtype]);
          advance(f, output, BYTES[dtype]);
        });
        advance(f, x!, (length - 1) * row);
        advance(f, output, (length - 1) * row);
      });
    },
  };
};
