import { input, matmul, openFrame, parameter, transpose, type Node, type Runner } from '@thalweg/graph';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, it, expect } from 'vitest';
import { pass, type Pair } from './runs.ts';
import { threaded } from './threaded.ts';

const [ROWS, LONG, WIDTH] = [70, 2600, 13];

const waves = Float32Array.from({ length: ROWS * LONG }, (_, i) => Math.sin(i * i));

const values = (shape: Sizes): Tensor =>
  tensor(
    waves.slice(
      0,
      shape.reduce((product, length) => product * length, 1),
    ),
    { shape },
  );

/** The outputs of products of long rows in all orders, with weights that are parameters or fed. */
function outputs(runner: Runner, fed: boolean): readonly Tensor['data'][] {
  const x = input('x', [ROWS, LONG]) as Node;
  const [w, v] = ([[LONG, WIDTH], [WIDTH, LONG]] as const).map((shape, i) =>
    fed ? (input(`w${i}`, shape) as Node) : (parameter(values(shape)) as Node),
  ) as [Node, Node]; // prettier-ignore
  const y = input('y', [LONG, ROWS]) as Node;
  const products = [matmul(x, w), matmul(x, transpose(v)), matmul(transpose(y), w), matmul(transpose(y), transpose(v))];
  const frame = openFrame({ outputs: products as Node[], runner });
  const pairs = [x, y, ...(fed ? [w, v] : [])].map(node => [node, values(node.shape as Sizes)] as unknown as Pair);
  const found = pass(frame, ...pairs);
  frame.close();
  return found.map(({ data }) => data);
}

describe('compiled products of long rows', () => {
  it.each([2, 3, 5])('have the same bits by %i threads as by one, packed ahead or not', threads => {
    const alone = outputs(wasm(), true);
    expect(outputs(wasm(), false)).toEqual(alone);
    const several = threaded(threads);
    for (const fed of [true, false]) expect(outputs(several.runner, fed)).toEqual(alone);
  });
});
