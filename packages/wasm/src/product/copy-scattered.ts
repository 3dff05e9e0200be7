import * as v128 from '../assembler/opcodes/v128.ts';
import { advance } from '../assembler/address.ts';
import { repeat } from '../emit/loops.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { MatrixStrides, ProductShape } from '../ir/product-shape.ts';
import type { WriteProduct } from './product-code.ts';

/** The bytes of scratch that the copies of factors take, with those behind them that products read, in whole vectors. */
export function bytesOfCopies({ m, n, k, scatteredA, scatteredB }: ProductShape): number {
  return (scatteredA ? bytesOf(m * k) : 0) + (scatteredB ? bytesOf(k * n) : 0);
}

/** The code of a product that first copies its factors into rows, if they lie neither in rows nor in columns. */
export function copyScattered(kernels: Kernels, shape: ProductShape, write: WriteProduct): WriteProduct {
  const { m, n, k, scatteredA, scatteredB } = shape;
  const copyA = scatteredA && copyMatrix(kernels, [m, k], scatteredA);
  const copyB = scatteredB && copyMatrix(kernels, [k, n], scatteredB);
  if (copyA === undefined && copyB === undefined) return write;
  return (f, at) => {
    const scratch = f.local('i32');
    f.get(at.scratch).set(scratch);
    const copied = (copy: number | undefined, from: number, elements: number): number => {
      if (copy === undefined) return from;
      const to = f.local('i32');
      f.get(from).get(scratch).tee(to).call(copy);
      advance(f, scratch, bytesOf(elements));
      return to;
    };
    const a = copied(copyA, at.a, m * k);
    write(f, { ...at, a, b: copied(copyB, at.b, k * n), scratch });
  };
}

function bytesOf(elements: number): number {
  return 16 * Math.ceil(elements / 4 + 1);
}

/** The function `(source, target)`: copies a matrix into rows without gaps. */
function copyMatrix(
  kernels: Kernels,
  [rows, columns]: readonly [number, number],
  [toNextRow, toNextColumn]: MatrixStrides,
): number {
  const [SOURCE, TARGET] = [0, 1] as const;
  return kernels.of(`copy ${[rows, columns, toNextRow, toNextColumn].join()}`, 2, f => {
    const [from, vector] = [f.local('i32'), f.local('v128')];
    const copy = (lanes: number): void => {
      f.get(from).memory(v128.load32Splat).set(vector);
      if (toNextColumn !== 0)
        for (let lane = 1; lane < lanes; lane++) {
          f.get(from).get(vector);
          f.memoryLane(v128.load32Lane, lane, 4 * lane * toNextColumn).set(vector);
        }
      f.storeLanes(TARGET, vector, lanes);
      advance(f, TARGET, 4 * lanes);
      advance(f, from, 4 * lanes * toNextColumn);
    };
    repeat(f, rows, () => {
      f.get(SOURCE).set(from);
      repeat(f, columns >> 2, () => copy(4));
      if (columns % 4 > 0) copy(columns % 4);
      advance(f, SOURCE, 4 * toNextRow);
    });
  });
}
