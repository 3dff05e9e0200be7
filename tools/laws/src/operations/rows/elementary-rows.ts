import * as graph from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { binary, positive, unary } from './elementwise-row.ts';

/** Where arcsine, arccosine and artanh are defined, away from their ends. */
const within = [-0.9, 0.9] as const;

/** Circular and hyperbolic functions, their inverses, and logarithms to other bases. */
export const elementaryRows: readonly OperationRow[] = [
  unary('tan', graph.tan, Math.tan, { ranges: [[-1.4, 1.4]] }),
  unary('asin', graph.asin, Math.asin, { ranges: [within] }),
  unary('acos', graph.acos, Math.acos, { ranges: [within] }),
  unary('atan', graph.atan, Math.atan),
  binary('atan2', (y, x) => graph.atan2(y!, x!), Math.atan2),
  unary('sinh', graph.sinh, Math.sinh),
  unary('cosh', graph.cosh, Math.cosh),
  unary('asinh', graph.asinh, Math.asinh),
  unary('acosh', graph.acosh, Math.acosh, { ranges: [[1.1, 3]] }),
  unary('atanh', graph.atanh, Math.atanh, { ranges: [within] }),
  unary('log2', graph.log2, Math.log2, { ranges: [positive] }),
  unary('log10', graph.log10, Math.log10, { ranges: [positive] }),
  unary('exp2', graph.exp2, x => 2 ** x),
];
