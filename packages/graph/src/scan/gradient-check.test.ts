import { expect, it } from 'vitest';
import { gradientCheck } from '../gradient/gradient-check.ts';
import type { Node } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { matmul } from '../operations/matmul.ts';
import { sigmoid } from '../operations/sigmoid.ts';
import { square } from '../operations/square.ts';
import { sum } from '../operations/sum.ts';
import { tanh } from '../operations/tanh.ts';
import { operation } from '../protocol/operation.ts';
import { parameter } from '../sources/parameter.ts';
import { checkpointed } from './checkpointed.ts';
import type { ScanCell } from './scan-cell.ts';
import { scan } from './scan.ts';

/** The loss of a recurrence `h' = f(x + h·W)` over three steps, in float32. */
function lossOf(bend: (x: Node) => Node, wrap = (cell: ScanCell<Node, Node, Node>) => cell): Node<readonly []> {
  const w = parameter([[0.5, -0.25], [0.125, 1]]) as Node; // prettier-ignore
  const xs = parameter([[[1, 2]], [[0.5, -1]], [[-2, 0.25]]]) as Node; // prettier-ignore
  const cell = wrap((h: Node, x: Node) => {
    const next = bend(add(x, matmul(h, w) as Node) as Node);
    return { carry: next, output: next };
  });
  const init = parameter([[0.5, 0.75]]) as Node;
  const { output, carry } = scan<Node, Node, Node, 0>(cell, xs, { axis: 0, init });
  return add(sum(square(output)), sum(carry)) as Node as Node<readonly []>;
}

it('gradientCheck computes a scan of float32 in float64', () => {
  for (const loss of [lossOf(x => tanh(x)), lossOf(x => sigmoid(x), checkpointed)]) {
    const report = gradientCheck(loss);
    expect(report.passed, String(report)).toBe(true);
    expect(report.elements.length).toBe(4 + 6 + 2);
    for (const { error } of report.elements) expect(error).toBeLessThan(1e-8);
  }
});

it('control: a wrong gradient in a cell is found out', () => {
  const wrong = operation({
    name: 'wrong',
    shape: ([x]) => x!,
    kernel: (output, [x]) => void output.data.set(x!.data.map(Math.tanh)),
    gradient: upstream => [upstream],
  });
  const report = gradientCheck(lossOf(x => wrong(x) as Node));
  expect([report.passed, report.suspects]).toEqual([false, ['scan']]);
});
