import { takenRows } from '@thalweg/drawn';
import {
  add,
  constant,
  gradient,
  matmul,
  mean,
  mul,
  oneHot,
  read,
  scan,
  slice,
  sum,
  tanh,
  type Node,
} from '@thalweg/graph';
import * as graph from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { twins } from '../compiled/twins.ts';
import { expectClose } from './expect-close.ts';
import { lossOf, randomParameter, unrolled, type Float, type RandomCell, type Run } from './random-scan.ts';

/** The result for a matrix, which is positive definite, and a right-hand side. */
type Of = (a: Node, b: Node) => Node;

const operations: Readonly<Record<string, Of>> = {
  solve: (a, b) => graph.solve(a, b) as Node,
  'solve of a vector': (a, b) => graph.solve(a, sum(b, { axes: -1 }) as Node) as Node,
  'solve of the transpose': (a, b) => graph.solve(a, b, { transpose: true }) as Node,
  triangularSolve: (a, b) => graph.triangularSolve(a, b) as Node,
  inverse: (a, b) => matmul(graph.inverse(a), b) as Node,
  cholesky: (a, b) => matmul(graph.cholesky(a), b) as Node,
  determinant: (a, b) => mul(graph.determinant(a), b) as Node,
  logDeterminant: (a, b) => mul(graph.logDeterminant(a).logAbsDet, b) as Node,
};

/** Where a matrix and a right-hand side come from: each step has its own, all have one, or the step before made it. */
type Origin = 'a step' | 'outside' | 'the carry';

const origins: readonly (readonly [left: Origin, right: Origin])[] = [
  ['a step', 'a step'],
  ['a step', 'outside'],
  ['outside', 'a step'],
  ['outside', 'the carry'],
  ['the carry', 'outside'],
];

type Looped = { readonly carry: readonly Node[]; readonly output: readonly Node[] };
type Loop = (cell: RandomCell, run: Run) => Looped;

const scanned: Loop = (cell, { xs, init, axis, reverse }) => scan(cell as never, xs, { init, axis, reverse }) as never;

const shapes = [[4, 3, 3], [4, 3, 2], [3, 3], [3, 2], [3, 3]] as const; // prettier-ignore

function definite(x: Node): Node {
  const one = oneHot(constant([0, 1, 2], { dtype: 'int32' }), 3, { dtype: x.dtype }) as Node;
  return add(matmul(x, x, { transposeB: true }), one) as Node;
}

/** The results of a loop, and their derivatives up to the second. */
function derivatives(of: Of, [left, right]: readonly [Origin, Origin], dtype: Float, loop: Loop): Node[][] {
  const parameters = shapes.map((shape, n) => randomParameter(`p${n}`, shape, { seed: 60 + n, dtype }));
  const [a, b, matrix, side, init] = parameters as [Node, Node, Node, Node, Node];
  const cell: RandomCell = ([h], [x, y]) => {
    const lefts = { 'a step': x!, outside: matrix, 'the carry': h! };
    const rights = { 'a step': y!, outside: side, 'the carry': slice(h!, { axis: 1, to: 2 }) as Node };
    const found = of(definite(lefts[left]), rights[right]);
    return { carry: [add(mul(h!, 0.5), tanh(mean(found))) as Node], output: [found] };
  };
  const { carry, output } = loop(cell, { xs: [a, b], init: [init], axis: 0, steps: 4, reverse: false });
  const slopes = (parts: readonly Node[]): Node[] => {
    const loss = lossOf(parts, { parameters });
    return parameters.map(one => gradient(loss, one as never) as Node);
  };
  const values = [...carry, ...output];
  const first = slopes(values);
  return [values, first, slopes(first)];
}

const names = Object.keys(operations);
const cases = names.flatMap(name => origins.map(from => [name, ...from] as const));
const compiled = names.flatMap(name => [origins[0]!, origins[4]!].map(from => [name, ...from] as const));

describe('of matrices and right-hand sides in a scan', () => {
  it.each(takenRows('matrices in a scan', cases, ([name]) => name))('%s has the values and derivatives of its unrolling: from %s, from %s', (name, ...from) => {
    const [found, wanted] = [scanned, unrolled].map(loop => derivatives(operations[name]!, from, 'float64', loop));
    found![0]!.forEach((node, n) => expect(read(node).data).toEqual(read(wanted![0]![n]!).data));
    for (const [order, share] of [[1, 1e-11], [2, 1e-9]] as const)
      found![order]!.forEach((node, n) => expectClose(read(node), read(wanted![order]![n]!), share, `${order}, parameter ${n}`));
  }); // prettier-ignore

  it.each(takenRows('matrices in a compiled scan', compiled, ([name]) => name))(
    '%s, compiled, agrees with the interpreter: from %s, from %s',
    (name, ...from) => {
      const build = () => ({ outputs: derivatives(operations[name]!, from, 'float32', scanned).slice(0, 2).flat() });
      const pair = twins(build, { units: 1024 });
      for (let pass = 0; pass < 2; pass++) pair.step();
      pair.close();
    },
  );
});
