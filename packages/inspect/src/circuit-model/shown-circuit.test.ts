import {
  add,
  becomes,
  checkpointed,
  constant,
  exp,
  gradients,
  input,
  matmul,
  mul,
  neg,
  type Node,
  parameter,
  pow,
  read,
  reciprocal,
  relu,
  reshape,
  scan,
  state,
  sub,
  sum,
  tanh,
  together,
} from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { summary } from '../summary/summary.ts';
import { batchNormLayer, convLayer, denseLayer, dropoutLayer, layerNormLayer } from '../testing/layers.ts';
import { captionOf, isFrozenBox } from './caption.ts';
import { circuitModel, expressionOf } from './circuit-model.ts';
import { numberText } from './number-text.ts';
import { operationSign } from './operation-sign.ts';
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

  it('marks what is frozen: sources, layers, and parts of layers', () => {
    const matrix = (source: unknown): Node => reshape(source as Node, [2, 2]) as Node;
    const still = (name: string): Node => matrix(state([1, 2, 3, 4], { name }));
    const one = matmul(input('x', ['batch', 2]) as Node, still('one/weight')) as Node;
    const low = matrix(parameter([1, 2, 3, 4], { name: 'two/low' }));
    const two = add(matmul(one, still('two/weight')), matmul(one, low)) as Node;
    const model = circuitModel([mul(two, state(3, { name: 'scale' })) as Node], {});
    const boxes = (isOpen: boolean): unknown[] =>
      shownCircuit(model, () => isOpen).boxes.map(box => [
        box.kind === 'group' ? box.group : box.nodes[0]!.name,
        captionOf(box, model),
        isFrozenBox(box, model),
      ]);
    expect(boxes(false)).toEqual([
      ['x', 'input', false],
      ['one', '2 operations, 1 registers, frozen', true],
      ['two', '4 operations, 2 registers, 1 frozen', false],
      ['add', '', false],
      ['scale', 'frozen', true],
      ['mul', '', false],
    ]);
    expect(boxes(true)).toContainEqual(['one/weight', 'frozen', true]);
    expect(boxes(true)).toContainEqual(['two/low', 'parameter', false]);
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

const [x, y] = [parameter(1, { name: 'x' }), parameter(2, { name: 'y' })] as unknown as [Node, Node];

describe('expressionOf', () => {
  it.each([
    [mul(add(x, y), x), '(x + y) × x'],
    [add(mul(x, y), x), 'x × y + x'],
    [sub(x, sub(y, x)), 'x − (y − x)'],
    [sub(sub(x, y), x), 'x − y − x'],
    [neg(add(x, y)), '−(x + y)'],
    [reciprocal(add(1, exp(neg(x)))), '1/(1 + exp(−x))'],
    [mul(-2, x), '−2 × x'],
    [mul(2, pow(neg(x), 2)), '2 × (−x) ^ 2'],
    [neg(pow(x, pow(y, x))), '−x ^ (y ^ x)'],
  ])('writes a formula %#', (node, text) => expect(expressionOf(node as Node, new Map())).toBe(text));

  it('goes no further than what has a name', () => {
    const q = add(x, y);
    expect(expressionOf(mul(q, x), new Map([[q, 'q']]))).toBe('q × x');
    expect(expressionOf(q, new Map([[q, 'q']]))).toBe('x + y');
  });

  it('of a graph with 2⁴⁰ paths is short, and there at once', () => {
    let node = x;
    for (let i = 0; i < 40; i++) node = add(node, node);
    expect(expressionOf(node, new Map()).length).toBeLessThanOrEqual(48);
  });
});

describe('operationSign', () => {
  it('writes constants into the operation', () => {
    expect(operationSign(add(x, 1) as Node)).toBe('+1');
    expect(operationSign(mul(constant(-1), x) as Node)).toBe('×(−1)');
    expect(operationSign(pow(x, 2) as Node)).toBe('^2');
    expect(operationSign(sub(x, 1) as Node)).toBe('−1');
    expect(operationSign(sub(1, x) as Node)).toBe('1 − ( )');
    expect(operationSign(reciprocal(x) as Node)).toBe('1/( )');
    expect(operationSign(x)).toBe('x');
    expect(operationSign(mul(x, y))).toBe('×');
  });
});

/** A recurrent network that learns; what is shown of it is the loss, and the rule of its weight. */
function learning(wrap = <C extends (...args: never) => unknown>(cell: C): C => cell) {
  const x = input('x', ['time', 2]);
  const weight = parameter([[0.5, 0.1], [0.2, 0.3]], { name: 'weight' }) as Node; // prettier-ignore
  const init = parameter([0, 0], { name: 'init' }) as Node;
  const cell = (h: Node, one: Node) => {
    const next = tanh(add(one, sum(mul(h, weight), { axes: 1 }))) as Node;
    return { carry: next, output: next };
  };
  const { carry, output } = scan(wrap(cell), x as Node, { init }) as { carry: Node; output: Node };
  const loss = add(sum(output), sum(carry)) as Node;
  const rule = becomes(weight as never, sub(weight, gradients(loss).of(weight)) as never) as Node;
  return { x, loss, rule };
}

describe.each([
  ['kept', undefined],
  ['computed again', checkpointed],
])('the picture of a graph with a scan, with values %s', (_, wrap) => {
  it('has boxes and wires, open and folded, and all it shows can be observed together', () => {
    const { x, loss, rule } = learning(wrap as never);
    const model = circuitModel([loss, rule], {});
    for (const isOpen of [true, false]) {
      const { boxes, wires } = shownCircuit(model, () => isOpen);
      expect(boxes.some(({ nodes }) => nodes.some(({ name }) => name === 'scan'))).toBe(true);
      expect(wires.length).toBeGreaterThan(3);
      const slopes = wires.map(wire => wireGradient(wire, model, model.gradients!)).filter(one => one !== undefined);
      const shown = [...new Set([...wires.map(({ node }) => node), ...slopes])];
      const told: unknown[] = [];
      const subscription = together(Object.fromEntries(shown.map((node, n) => [`node ${n}`, node]))).subscribe({
        next: values => told.push(Object.keys(values).length),
        error: error => told.push(error),
      });
      x.set([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
      x.set([[1, 2]]); // prettier-ignore
      expect(told.slice(-2)).toEqual([shown.length, shown.length]);
      subscription.unsubscribe();
    }
    expect(x.circuit.live.size).toBe(0);
  });

  it('has expressions, and a summary with the parameters', () => {
    const { loss } = learning(wrap as never);
    const model = circuitModel([loss], {});
    for (const node of model.nodes) expect(model.expression(node)).not.toBe('');
    expect(String(summary(loss))).toContain('scan');
  });
});

describe('numberText', () => {
  it.each([
    [0, '0'],
    [-0.53444, '−0.5344'],
    [1.36788, '1.3679'],
    [-12, '−12'],
    [1234.56, '1234.6'],
    [0.00012345, '1.23e−4'],
    [-2.5e7, '−2.5e7'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('writes %d as %s', (x, text) => expect(numberText(x)).toBe(text));
});
