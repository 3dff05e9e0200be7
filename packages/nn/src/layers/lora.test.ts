import {
  add,
  constant,
  conv2d,
  einsum,
  feed,
  gradients,
  input,
  matmul,
  type Node,
  parameter,
  parametersOf,
  read,
  type Register,
  registersOf,
  reshape,
  state,
  sum,
  transpose,
} from '@thalweg/graph';
import { fillNormal, key, type Key, type Shape, sizeOf, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  batchNorm,
  conv2d as convLayer,
  dense,
  dropout,
  flatten,
  frozen,
  lora,
  lstm,
  mergeLora,
  relu,
  sequential,
} from '../index.ts';

const normal = (key: Key, shape: Sizes): Tensor => tensor(fillNormal(new Float32Array(sizeOf(shape)), key), { shape });
const names = (nodes: readonly Node[]): string[] => nodes.map(({ name }) => name);
const x = (...shape: (string | number)[]): Node => input('x', ['batch', ...shape]) as Node;
const fill = (of: Node, seed: number): void =>
  feed([of as never, normal(key(seed), [2, ...(of.shape.slice(1) as Sizes)]) as never]);
const numbers = (of: Node): number[] => [...read(of).data];

/** Gives the second factors values, as a training does. */
function move(root: Node): void {
  for (const one of parametersOf(root))
    if (one.name.endsWith('.loraB')) (one as Register).set(normal(key(5), one.shape as Sizes));
}

function agree(a: Node, b: Node, digits = 5): void {
  const [left, right] = [numbers(a), numbers(b)];
  left.forEach((value, i) => expect(value).toBeCloseTo(right[i]!, digits));
}

describe('lora', () => {
  it('trains its factors alone, and begins with the values that were there', () => {
    const image = x(6);
    const y = image.pipe(dense(5), relu(), dense(4)) as Node;
    const adapted = y.pipe(lora({ rank: 2 }));
    expect(names(parametersOf(adapted))).toEqual(['dense1/weight.loraA', 'dense1/weight.loraB', 'dense2/weight.loraA', 'dense2/weight.loraB']); // prettier-ignore
    fill(image, 1);
    expect(numbers(adapted)).toEqual(numbers(y));
    move(adapted);
    expect(numbers(adapted)).not.toEqual(numbers(y));
    expect(gradients(sum(adapted) as Node).parameters).toHaveLength(4);
    expect(names(parametersOf(y))).toHaveLength(4);
  });

  it('is its formula, scaled by alpha over the rank', () => {
    const [w, image] = [parameter(normal(key(1), [3, 4]), { name: 'w' }), x(3)];
    const adapted = matmul<Shape, Shape>(image, w as Node).pipe(lora({ rank: 2, alpha: 6 })) as Node;
    move(adapted);
    const [a, b] = parametersOf(adapted) as unknown as [Node, Node];
    fill(image, 2);
    const product = (l: Node, r: Node): Node => matmul<Shape, Shape>(l, r) as Node;
    const by = add(product(image, w as Node), product(product(image, a), product(b, constant([[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [0, 0, 0, 3]]) as Node))) as Node; // prettier-ignore
    agree(adapted, by);
  });

  it.each<[string, Node, (x: Node) => Node]>([
    ['a dense layer', x(6), x => x.pipe(dense(5) as never)],
    [
      'convolutions',
      x(6, 6, 3),
      x =>
        sequential(
          convLayer(4, 3, { stride: 2, padding: 1 }),
          relu(),
          convLayer(3, 2),
          flatten(),
          dense(4),
        )(x as never) as Node,
    ],
    [
      'a weight behind a transposition',
      x(6),
      x =>
        matmul<Shape, Shape, { transposeB: true }>(x, state(normal(key(3), [5, 6]), { name: 'w' }) as Node, {
          transposeB: true,
        }) as Node,
    ],
    [
      'a weight on the left',
      x(6, 3),
      x => matmul<Shape, Shape>(state(normal(key(3), [5, 6]), { name: 'w' }) as Node, x) as Node,
    ],
    [
      'many matrices',
      x(2, 3, 4),
      x => matmul<Shape, Shape>(x, parameter(normal(key(3), [2, 4, 5]), { name: 'w' }) as Node) as Node,
    ],
    ['subscripts', x(4, 6), x => einsum('bti,oi->bto', x, parameter(normal(key(3), [5, 6]), { name: 'w' })) as Node],
    [
      'a constant behind a reshape',
      x(6),
      x => matmul<Shape, Shape>(x, reshape(constant(normal(key(3), [30])), [6, 5]) as Node) as Node,
    ],
    [
      'channels first',
      x(3, 6, 6),
      x =>
        transpose(
          conv2d(
            transpose(x, [0, 2, 3, 1]) as never,
            transpose(state(normal(key(3), [4, 3, 3, 3]), { name: 'w' }), [2, 3, 1, 0]) as never,
          ) as Node,
          [0, 3, 1, 2],
        ) as Node,
    ],
  ])('merges %s to what it computed', (_, image, build) => {
    // prettier-ignore
    const adapted = build(image).pipe(lora({ rank: 2, alpha: 3 })) as Node;
    move(adapted);
    fill(image, 4);
    const merged = mergeLora(adapted);
    expect(parametersOf(merged)).toEqual([]);
    expect(numbers(adapted)).not.toEqual(numbers(build(image)));
    agree(adapted, merged, 4);
  });

  it('shares the adapter of a weight that is applied twice', () => {
    const layer = dense(6);
    const adapted = x(6).pipe(layer as never, relu() as never, layer as never, lora({ rank: 2 }) as never) as Node;
    expect(names(parametersOf(adapted))).toEqual(['dense1/weight.loraA', 'dense1/weight.loraB']);
    expect(names(registersOf(mergeLora(adapted)))).toEqual(['dense1/weight', 'dense1/bias']);
  });

  it('shares what several outputs share, and merges below a head', () => {
    const image = x(6);
    const middle = image.pipe(dense(5) as never, relu() as never) as Node;
    const adapt = lora({ rank: 2 });
    const both = [adapt(middle), adapt(middle.pipe(dense(4) as never) as Node)];
    expect(parametersOf(add(sum(both[0]!), sum(both[1]!)) as Node)).toHaveLength(4);
    const logits = both[0]!.pipe(dense(3, { name: 'head' }) as never) as Node;
    move(logits);
    fill(image, 4);
    const merged = mergeLora(logits);
    agree(logits, merged);
    expect(names(parametersOf(merged)).sort()).toEqual(['head/bias', 'head/weight']);
  });

  it('begins with the same factors when it is built again, and with others for another seed', () => {
    const first = (seed = 0): number[] => numbers(parametersOf(x(6).pipe(dense(5) as never, lora({ rank: 2, seed }) as never) as Node)[0]!);
    expect(first()).toEqual(first());
    expect(first(1)).not.toEqual(first());
  }); // prettier-ignore

  it('chooses weights, and leaves a head to train', () => {
    const y = x(6).pipe(dense(5) as never, relu() as never, dense(4, { name: 'head' }) as never) as Node;
    const heads = { trainable: (name: string) => name.startsWith('head/') };
    expect(names(parametersOf(y.pipe(lora({ rank: 2, ...heads }))))).toEqual(['dense1/weight.loraA', 'dense1/weight.loraB', 'head/weight', 'head/bias']); // prettier-ignore
    expect(names(parametersOf(y.pipe(lora({ rank: 2, where: name => name === 'head/weight' }))))).toEqual(['head/weight.loraA', 'head/weight.loraB']); // prettier-ignore
    expect(() => y.pipe(lora({ rank: 2, where: () => true, ...heads }))).toThrow(
      'lora: a weight to adapt must be frozen, got head/weight, which is trained. Leave it out of trainable, or out of where.',
    );
  });

  it('leaves what a scan repeats, and what is in groups', () => {
    const y = x(5, 6).pipe(lstm(4) as never) as Node;
    const adapted = y.pipe(lora({ rank: 2 }));
    expect(parametersOf(adapted).every(({ name }) => name.includes('.lora'))).toBe(true);
    const grouped = x(6, 6, 4).pipe(convLayer(4, 3, { groups: 2 }) as never) as Node;
    expect(() => grouped.pipe(lora({ rank: 1 }))).toThrow('lora: a circuit must have a product or a convolution with a weight, got none.'); // prettier-ignore
  });

  it('refuses ranks, scales, circuits without weights and circuits with adapters', () => {
    const y = x(6).pipe(dense(3) as never) as Node;
    expect(() => lora({ rank: 0 })).toThrow('lora: the rank must be a positive whole number, got 0.');
    expect(() => lora({ rank: 2, alpha: NaN })).toThrow('lora: alpha must be a finite number, got NaN.');
    expect(() => lora({ ranks: 2 } as never)).toThrow("Did you mean 'rank'?");
    expect(() => y.pipe(lora({ rank: 4 }))).toThrow(
      'lora: the rank must be at most 3 for dense1/weight of the shape [6, 3], got 4. Choose a smaller one, or leave that weight out by where.',
    );
    expect(() => relu()(x(3)).pipe(lora({ rank: 1 }) as never)).toThrow('got none. Give a node above the weights.');
    expect(() => y.pipe(lora({ rank: 1, where: () => false }))).toThrow('Choose from dense1/weight.');
    expect(() => y.pipe(lora({ rank: 1, trainable: () => false }))).toThrow(
      'lora: trainable must be true of a parameter',
    );
    expect(() => y.pipe(lora({ rank: 1 }), lora({ rank: 1 }))).toThrow('lora: a circuit must have no adapters yet, got dense1/weight.loraA. Add them up first, with mergeLora.'); // prettier-ignore
    expect(() => mergeLora(y)).toThrow('mergeLora: a circuit must have adapters, got none.');
  });
});

describe('frozen', () => {
  it('predicts the same from states, in a training too, and leaves the circuit to its trainings', () => {
    const image = x(6);
    const y = image.pipe(dense(5) as never, batchNorm() as never, dropout(0.5) as never) as Node;
    const still = y.pipe(frozen());
    expect(parametersOf(still)).toEqual([]);
    expect(names(registersOf(still))).toEqual(['dense1/weight', 'dense1/bias', 'batchNorm1/mean', 'batchNorm1/variance', 'batchNorm1/scale', 'batchNorm1/offset'].filter(name => names(registersOf(still)).includes(name))); // prettier-ignore
    fill(image, 1);
    const before = numbers(still);
    expect(before).toEqual(numbers(y));
    for (const one of parametersOf(y)) (one as Register).set(normal(key(8), one.shape as Sizes));
    expect(numbers(still)).toEqual(before);
    expect(numbers(y)).not.toEqual(before);
  });

  it('keeps those that are named trainable', () => {
    const y = x(6).pipe(dense(5) as never, dense(4) as never) as Node;
    expect(names(parametersOf(y.pipe(frozen({ trainable: name => name.startsWith('dense2/') }))))).toEqual(['dense2/weight', 'dense2/bias']); // prettier-ignore
    expect(() => y.pipe(frozen({ trainable: name => name === 'dense3' }))).toThrow(
      'frozen: trainable must be true of a parameter, got false of each. Choose from dense1/weight, dense1/bias, dense2/weight, dense2/bias.',
    );
  });
});
