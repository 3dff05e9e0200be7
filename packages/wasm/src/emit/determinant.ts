import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { copyNumbers } from './copy-numbers.ts';
import { storeNumber } from './elements.ts';
import { emitFactorize } from './factorize.ts';
import { repeat } from './loops.ts';
import { matrixBatch } from './matrix-batch.ts';

const FLOAT64 = 8;

const SELECT = 0x1b;

/** The determinants of matrices, their signs, or the logarithms of their absolute values. */
export const determinantCode: LoopEmitter<'determinant'> = (slot, { of }) => {
  const [input] = slot.inputs;
  const { dtype } = slot.wire;
  const n = input!.shape!.at(-1)!;
  const batch = matrixBatch(slot, 0);
  return {
    reads: [input!],
    rows: batch.rows,
    scratch: FLOAT64 * n * n,
    operations: (batch.count * 2 * n ** 3) / 3,
    ...(of === 'logarithm' && { calls: { log: Math.log } }),
    emit: (f, { reads: [a], output, scratch, rows, functions }) => {
      const [matrix, from, to] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const [result, pivot] = [f.local('f64'), f.local('f64')];
      f.address(scratch).set(matrix);
      batch.each(f, [a!, output], rows, () => {
        f.get(a!).set(from).get(matrix).set(to);
        copyNumbers(f, { at: from, dtype }, { at: to, dtype: 'float64' }, n * n);
        emitFactorize(f, { matrix, n, sign: result });
        if (of === 'logarithm') f.f64(0).set(result);
        f.get(matrix).set(from);
        repeat(f, n, () => {
          f.get(from).memory(f64.load).set(pivot);
          f.get(result).get(pivot);
          if (of === 'sign') signOf(f, pivot);
          if (of === 'logarithm') functions.scalar(f.op(f64.abs), 'log', 1);
          f.op(of === 'logarithm' ? f64.add : f64.mul).set(result);
          advance(f, from, (n + 1) * FLOAT64);
        });
        // No zero is negative.
        f.get(output).get(result).f64(0).op(f64.add);
        storeNumber(f, dtype);
      });
    },
  };
};

/** Makes its sign of the number on the stack, which is in a local too. */
function signOf(f: Func, value: number): void {
  f.f64(0).get(value).op(f64.lt).get(value).f64(0).op(f64.lt).op(i32.sub).op(f64.convertI32S);
  f.get(value).get(value).op(f64.ne).op(SELECT);
}
