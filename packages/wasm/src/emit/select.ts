import type { Func } from '../assembler/func.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Operands } from './operands.ts';

/** Writes the choice between two vectors of numbers by a mask. One that is 0 needs no choice: the mask clears the other. */
export function select(f: Func, { number, mask, literal }: Operands): void {
  const isZero = (position: number): boolean => Object.is(literal(position), 0);
  if (isZero(1) || isZero(2)) {
    number(isZero(2) ? 1 : 2);
    mask(0);
    f.op(isZero(2) ? v128.and : v128.andnot);
    return;
  }
  number(1);
  number(2);
  mask(0);
  f.op(v128.bitselect);
}
