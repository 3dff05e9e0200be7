import {
  add,
  gradients,
  becomes,
  input,
  matmul,
  mul,
  parameter,
  read,
  relu,
  reshape,
  state,
  sub,
  sum,
  tanh,
  type Node,
} from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { batchNormLayer, convLayer, denseLayer, dropoutLayer, layerNormLayer } from '../testing/layers.ts';
import { circuitModel } from './circuit-model.ts';
import { shownCircuit, type ShownCircuit, type Wire, wireGradient } from './shown-circuit.ts';

const named = (name: string, value: number): Node => parameter([[value]], { name }) as unknown as Node;

/** A layer, `tanh`, and a second layer. */
function network() {
  const [x, w1, b1, w2] = ['x', 'one/weight', 'one/bias', 'two/weight'].map((name, i) => named(name, i + 1)) as [
    Node,
    Node,
    Node,
    Node,
  ];
  return { x, w1, w2, loss: sum(matmul(tanh(add(matmul(x, w1), b1)), w2) as Node) as Node };
}

/** Wires as `from → to`, where a box is called after its group or its first node. */
function drawn({ wires }: ShownCircuit): string[] {
  const name = (box: Wire['from'] | undefined): string =>
    box?.kind === 'group' ? box.group! : (box?.nodes[0]!.name ?? 'out');
  return wires.map(({ from, to }) => `${name(from)} → ${name(to)}`);
}

describe('shownCircuit', () => {
  it('folds layers by the names of their registers', () => {
    const model = circuitModel([network().loss], {});
    expect(drawn(shownCircuit(model, () => false))).toEqual([
      'x → one',
      'one → tanh',
      'tanh → two',
      'two → sum',
      'sum → sum',
      'sum → out',
    ]);
    expect(drawn(shownCircuit(model, group => group === 'one'))).toContain('one/bias → add');
  });

  it('makes a box of each application of a layer, with a wire for the weights that they share', () => {
    const w = named('one/weight', 1);
    const root = sum(matmul(tanh(matmul(named('x', 2), w) as Node), w) as Node) as Node;
    expect(drawn(shownCircuit(circuitModel([root], {}), () => false)).sort()).toEqual(
      ['x → one', 'one → tanh', 'tanh → one (2)', 'one → one (2)', 'one (2) → sum', 'sum → sum', 'sum → out'].sort(),
    );
  });

  it('folds convolutions, norms and dropout into a box each, and shows operations without registers', () => {
    const x = input('image', ['batch', 8, 8, 1]) as Node;
    const hidden = relu(batchNormLayer('batchNorm1', 4)(convLayer('conv2d1', [3, 1, 4])(x))) as Node;
    const flat = reshape(dropoutLayer('dropout1')(hidden), ['batch', 144]) as Node;
    const root = layerNormLayer('layerNorm1', 10)(denseLayer('dense1', 144, 10)(flat));
    expect(drawn(shownCircuit(circuitModel([root], {}), () => false))).toEqual([
      'image → conv2d1',
      'conv2d1 → batchNorm1',
      'batchNorm1 → relu',
      'relu → dropout1',
      'dropout1 → reshape',
      'reshape → dense1',
      'dense1 → layerNorm1',
      'layerNorm1 → out',
    ]);
  });

  it('folds the backward pass and the optimizer, which is called after its registers', () => {
    const { loss, w1 } = network();
    const velocity = state([[0]], { name: 'momentum.v(one/weight)' }) as unknown as Node;
    const next = becomes(velocity as never, add(mul(0.9, velocity), gradients(loss).of(w1)) as never) as Node;
    const moved = becomes(w1 as never, sub(w1, next) as never) as Node;
    const model = circuitModel([loss, moved], {});
    const { boxes, wires } = shownCircuit(model, () => false);
    expect(
      boxes
        .filter(({ kind }) => kind === 'group')
        .map(({ group }) => group)
        .sort(),
    ).toEqual(['backward pass', 'momentum', 'one', 'two']);
    const ways = drawn({ boxes, wires });
    expect(ways.filter(way => way === 'two → backward pass')).toHaveLength(1);
    expect(ways).toContain('backward pass → momentum');
  });

  it('writes scalar constants into operations, and has a wire for each use', () => {
    const x = parameter(3, { name: 'x' }) as unknown as Node;
    const { boxes, wires } = shownCircuit(circuitModel([mul(mul(x, x), 2)], {}), () => false);
    expect(boxes.map(({ nodes }) => nodes[0]!.name)).toEqual(['x', 'mul', 'mul']);
    expect(drawn({ boxes, wires })).toEqual(['x → mul', 'x → mul', 'mul → mul', 'mul → out']);
  });
});

describe('wireGradient', () => {
  it('gives each wire its term of the sum, and the whole gradient where there is one way', () => {
    const [x, y] = [parameter(3), parameter(5)] as unknown as [Node, Node];
    const f = add(mul(x, y), mul(2, x));
    const model = circuitModel([f], { x, y });
    const backward = model.gradients!;
    const along = (node: Node): number[] =>
      shownCircuit(model, () => false)
        .wires.filter(wire => wire.node === node)
        .map(wire => read(wireGradient(wire, model, backward)!).item());
    expect(along(x)).toEqual([5, 2]);
    expect(along(y)).toEqual([3]);
    expect(along(f)).toEqual([1]);
    expect(read(backward.of(x)!).item()).toBe(7);
  });
});
