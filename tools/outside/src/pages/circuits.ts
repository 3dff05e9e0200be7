import { add, div, exp, feed, input, mul, neg, parameter, reciprocal, square, sum } from '@thalweg/graph';
import type { Node, Source } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { step } from '@thalweg/train';

/** A circuit of a test: its named nodes, the nodes that are shown, and a training step if it has one. */
export interface TestCircuit {
  readonly nodes: Readonly<Record<string, Node>>;
  readonly shown: Node | readonly Node[];
  readonly step?: () => unknown;
}

/** The circuits that tests put on a page, by name. They run in the page. */
export const circuits = { product, neuron, 'fan-out': fanOut, twice, matrices, columns, network } satisfies Readonly<
  Record<string, () => TestCircuit>
>;

function source(value: number): Node {
  return parameter(value) as Node;
}

function product(): TestCircuit {
  const [x, y, z] = [source(-2), source(5), source(-4)] as const;
  const q = add(x, y);
  const f = mul(q, z);
  return { nodes: { x, y, z, q, f }, shown: f };
}

function neuron(): TestCircuit {
  const [w0, x0, w1, x1, w2] = [source(2), source(-1), source(-3), source(-2), source(-3)] as const;
  const f = reciprocal(add(exp(neg(add(add(mul(w0, x0), mul(w1, x1)), w2))), 1));
  return { nodes: { w0, x0, w1, x1, w2, f }, shown: f };
}

function fanOut(): TestCircuit {
  const [x, y] = [source(3), source(2)] as const;
  const f = add(mul(x, y), square(x));
  return { nodes: { x, y, f }, shown: f };
}

function twice(): TestCircuit {
  const x = source(3);
  const f = mul(x, x);
  return { nodes: { x, f }, shown: f };
}

function matrices(): TestCircuit {
  const numerator = [
    [1, 0],
    [-2, 0],
  ] as const;
  const denominator = [
    [1, 1],
    [1, 0],
  ] as const;
  const [a, b] = [parameter(numerator), parameter(denominator)];
  const f = sum(div(a, b));
  return { nodes: { a: a as Node, b: b as Node, f: f as Node }, shown: f as Node };
}

function columns(): TestCircuit {
  const [a, b] = [input('a', ['n']), input('b', ['n'])];
  const f = sum(add(a, b));
  feed([a, [1, 2]], [b, [3, 4]]);
  return { nodes: { a: a as Node, b: b as Node, f }, shown: f };
}

function network(): TestCircuit {
  const image = input('image', ['batch', 784]);
  const digit = input('digit', ['batch'], 'int32');
  const logits = image.pipe(dense(128), relu(), dense(10));
  const loss = logits.pipe(softmaxCrossEntropy(digit));
  const descend = step(loss, adam());
  const record = {
    image: [0, 1].map(row => Array.from({ length: 784 }, (_, at) => Math.max(0, Math.sin(at / 5 + row)))),
    digit: [3, 7],
  };
  feed([image as Source, record.image], [digit as Source, record.digit]);
  const nodes = { logits: logits as Node, loss: loss as Node };
  return { nodes, shown: descend.progress.roots, step: () => descend(record) };
}
