/** @module-tag llvm */
import { gradient, input, matmul, mul, type Node, type Source, sum } from '@thalweg/graph';
import { describe, it } from 'vitest';
import { expectBitsOfWasm, type Sized } from '../testing/native-bits.ts';

// Few rows and many, with and without a rest of 8 and of 4; columns in one panel and in several; sums of one block, of two and of more.
const cases = [
  { rows: [8, 20, 4, 12], k: 100, n: 128 },
  { rows: [33, 70, 130], k: 64, n: 45 },
  { rows: [31, 67], k: 1100, n: 37 },
  { rows: [9, 72], k: 2500, n: 65 },
  { rows: [80, 77], k: 40, n: 10 },
] as const;

describe('products', () => {
  it.each(cases)('have the bits of WebAssembly with 8 and 16 lanes: $rows rows, $k × $n', ({ rows, k, n }) => {
    const [a, b] = [input('a', ['batch', k]), input('b', [k, n])];
    const y = matmul(a, b) as Node;
    const loss = sum(mul(y, y) as Node) as Node<readonly []>;
    // The gradients are products of transposed factors.
    const outputs = [y, gradient(loss, a as Node), gradient(loss, b as Node)] as readonly Node[];
    const pass = (batch: number): Sized => [[a as Source, [batch, k]], [b as Source, [k, n]]]; // prettier-ignore
    expectBitsOfWasm(outputs, rows.map(pass));
  });
});
