import { cast, constant, gradient, mul, parameter, parametersOf, scan, stack, sum, type Node } from '@thalweg/graph';
import { isFloat, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import type { Inputs, OperationRow } from '../operations/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { drawn, tensorOf, type Plain } from '../operations/plain.ts';
import { refute } from '../refute.ts';
import { expectClose } from './expect-close.ts';

/** Not of `uniformLike`, which draws other numbers at each step. */
const rows: readonly OperationRow[] = Object.values(tables)
  .flat()
  .filter(({ name }) => name !== 'uniformLike');

/** The rows that are tried of each operation, and the steps of a scan of each. */
const [FEW, STEPS] = [5, 3];

const tried = rows.filter((row, n) => rows.slice(0, n).filter(({ name }) => name === row.name).length < FEW);

const scanned = scan as unknown as (cell: unknown, xs: readonly Node[], options: object) => { readonly output: Node };

/** The values of one input at all steps: its elements from the first, from the second, and so on. */
function stepsOf({ shape, data, dtype }: Plain): Plain[] {
  return Array.from({ length: STEPS }, (_, by) => ({ shape, data: data.map((_, n) => data[(n + by) % data.length]!), dtype })); // prettier-ignore
}

/** It as a node: what is real can be varied. */
function nodeOf(value: Tensor): Node {
  return (isFloat(value.dtype) ? parameter(value) : constant(value)) as Node;
}

/** An operation at all steps of a scan without a carry, and the same step by step; each with its gradients. */
function bothWays({ apply, gradient: kind }: OperationRow, inputs: Inputs, varies: readonly boolean[]): readonly [all: Node[], apart: Node[]] {
  const values = inputs.map(input => stepsOf(input).map(value => tensorOf(value, 'float64')));
  const own = values.map((line, n) => (varies[n] ? line.map(nodeOf) : new Array<Node>(STEPS).fill(nodeOf(line[0]!))));
  const whole = own.map((line, n) => (varies[n] ? nodeOf(passOnce({ outputs: [stack(line) as Node] })[0]!) : line[0]!));
  const cell = (_: unknown, slices: readonly Node[]): object => {
    const left = [...slices];
    return { carry: [], output: apply(...whole.map((node, n) => (varies[n] ? left.shift()! : node))) };
  };
  const { output } = scanned(cell, whole.filter((_, n) => varies[n]), { axis: 0, init: [] });
  const apart = stack(Array.from({ length: STEPS }, (_, step) => apply(...own.map(line => line[step]!)))) as Node;
  if (kind !== 'passes') return [[output], [apart]];
  const [one, other] = [weighed(output), weighed(apart)];
  const floats = whole.flatMap((node, n) => ((parametersOf(one) as readonly Node[]).includes(node) ? [n] : []));
  return [
    [output, ...floats.map(n => gradient(one, whole[n]!) as Node)],
    [apart, ...floats.map(n => (varies[n] ? (stack(own[n]!.map(x => gradient(other, x) as Node)) as Node) : (gradient(other, whole[n]!) as Node)))],
  ];
} // prettier-ignore

/** A scalar that weighs every element of a node differently. */
function weighed(node: Node): Node<readonly []> {
  const shape = node.shape as Sizes;
  const weights = tensor([...drawn(shape, 77, 0.5, 1.5).data], { shape, dtype: 'float64' });
  return sum(mul(cast(node, 'float64'), constant(weights) as Node)) as Node<readonly []>;
}

function agrees(row: OperationRow): void {
  const inputs = row.cases.find(given => given.every(({ data }) => data.length > 0)) ?? row.cases[0]!;
  const ways = [inputs.map(() => true), ...(inputs.length > 1 ? [inputs.map((_, n) => n === 0)] : [])];
  for (const varies of ways) {
    const [all, apart] = bothWays(row, inputs, varies);
    const wanted = passOnce({ outputs: apart });
    for (const runner of [undefined, wasm()]) {
      const found = passOnce({ outputs: all, ...(runner && { runner }) });
      wanted.forEach((value, n) => expectClose(found[n]!, value, 1e-12, `${runner ? 'compiled' : 'interpreted'} ${n}`));
    }
  }
}

describe('in a scan, an operation has the values and gradients that it has step by step:', () => {
  it.each(tried.map(row => [`${row.name} ${row.variant ?? ''}`, row] as const))('%s', (_, row) => agrees(row));

  it('control: a step that differs is found out', () => {
    const row = tried.find(({ name }) => name === 'neg')!;
    agrees(row);
    let calls = 0;
    refute(() => agrees({ ...row, apply: x => (calls++ === 0 ? row.apply(x!) : row.apply(row.apply(x!))) }));
  });

  it.each(['sort', 'argsort', 'topK', 'takeAlong', 'argmax', 'argmin', 'any', 'all'])(
    '%s is computed for all steps at once',
    name => {
      const row = tried.find(one => one.name === name)!;
      const inputs = row.cases.find(given => given.every(({ data }) => data.length > 0))!;
      const [output] = bothWays({ ...row, gradient: 'refused' }, inputs, inputs.map(() => true))[0]; // prettier-ignore
      const kernel = output!.rule!.kernel;
      expect(kernel.kind === 'loop' && kernel.loop).not.toBe('scanPart');
    },
  );
});
