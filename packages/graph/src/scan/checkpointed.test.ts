import { describe, expect, it } from 'vitest';
import { add, checkpointed, constant, gradient, input, matmul, mul, parameter, scan, sigmoid, sub, sum, tanh, type Node } from '../index.ts'; // prettier-ignore

type Cell = (carry: readonly Node[], x: Node) => { readonly carry: readonly Node[]; readonly output: Node };

const weight = (name: string): Node => parameter([[0.1, 0.2], [0.3, 0.4]], { name }) as Node; // prettier-ignore

/** A gated cell with two carries; values of each step are products, sigmoids and tanhs. */
function gated(): Cell {
  const [wz, uz, wn, un] = ['wz', 'uz', 'wn', 'un'].map(weight) as [Node, Node, Node, Node];
  return ([h, k], x) => {
    const z = sigmoid(add(matmul(x, wz), matmul(h!, uz))) as Node;
    const n = tanh(add(matmul(x, wn), mul(z, matmul(k!, un)))) as Node;
    return { carry: [add(mul(z, h!), mul(sub(1, z), n)) as Node, tanh(add(k!, n)) as Node], output: n };
  };
}

/** Counts what the backward pass of a scan takes from its forward pass: the results that it reads, and all that has the time axis. */
function kept(wrap: (cell: Cell) => Cell): { readonly results: number; readonly stacks: number } {
  const x = input('x', ['time', 3, 2]) as Node;
  const init = [constant([[0, 0], [0, 0], [0, 0]]), constant([[1, 1], [1, 1], [1, 1]])] as Node[]; // prettier-ignore
  const { carry } = scan(wrap(gated()), x, { init });
  const slope = gradient(sum(add(carry[0]!, carry[1]!)), x) as Node;
  const found = new Set<Node>([slope]);
  for (const node of found) for (const one of node.inputs) found.add(one);
  const loops = [...found].filter(
    ({ operation }) => operation?.kernel.kind === 'loop' && operation.kernel.loop === 'scan',
  );
  const [forward, backward] = loops.sort((a, b) => a.height - b.height) as [Node, Node];
  const results = new Set(backward.inputs.filter(({ inputs }) => inputs[0] === forward));
  const stacks = new Set(backward.inputs.filter(({ shape }) => shape[0] === 'time'));
  return { results: results.size, stacks: stacks.size };
}

describe('the backward pass of a scan reads', () => {
  it('the carries, the inputs and nothing else, if the cell is checkpointed', () => {
    expect(kept(cell => checkpointed(cell))).toEqual({ results: 2, stacks: 3 });
  });

  it('more values of each step otherwise', () => {
    expect(kept(cell => cell).results).toBeGreaterThan(2);
  });
});
