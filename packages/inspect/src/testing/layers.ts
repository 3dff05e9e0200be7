import {
  add,
  becomes,
  broadcastLike,
  conv2d,
  elementwise,
  greaterEqual,
  matmul,
  mean,
  mul,
  parameter,
  reciprocal,
  reshape,
  scalar,
  sqrt,
  state,
  sub,
  uniformLike,
  variance,
  whenTraining,
  where,
  type ConvOptions,
  type Node,
  type Register,
} from '@thalweg/graph';
import { key, type Shape, type Sizes } from '@thalweg/tensor';

/** Layers written with operations alone, whose registers have the names that the layers of a library give them. */
type Layer = (x: Node) => Node;

/** Returns zeros in a shape, nested. */
function zeros([length, ...rest]: Sizes): never {
  return (length === undefined ? 0 : Array.from({ length }, () => zeros(rest))) as never;
}

export function weights(name: string, ...shape: number[]): Node {
  return parameter(zeros(shape), { name }) as Node;
}

export function denseLayer(name: string, from: number, to: number): Layer {
  const [weight, bias] = [weights(`${name}/weight`, from, to), weights(`${name}/bias`, to)];
  return x => add(matmul<Shape, Shape>(x, weight), bias) as Node;
}

export function convLayer(name: string, [size, from, to]: Sizes, options: ConvOptions = {}): Layer {
  const [weight, bias] = [weights(`${name}/weight`, size!, size!, from!, to!), weights(`${name}/bias`, to!)];
  return x => add(conv2d<Shape, Shape, ConvOptions>(x, weight, options), bias) as Node;
}

/** By the statistics of a batch in training, and by running ones otherwise. */
export function batchNormLayer(name: string, channels: number): Layer {
  const [scale, offset] = [weights(`${name}/scale`, channels), weights(`${name}/offset`, channels)];
  const running = ['mean', 'variance'].map(
    part => state(zeros([channels]), { name: `${name}/${part}` }) as Register,
  ) as [Register, Register];
  return x => {
    const axes = x.shape.slice(1).map((_, axis) => axis);
    const batch = [mean<Shape, { axes: number[] }>(x, { axes }), variance<Shape, { axes: number[] }>(x, { axes })] as [Node, Node]; // prettier-ignore
    const kept = batch.map((value, n) => becomes<Shape>(running[n]!, add(mul(running[n]! as Node, 0.9), mul(value, 0.1)) as Node)); // prettier-ignore
    const by = (center: Node, spread: Node): Node =>
      add(mul(mul(sub(x, center), reciprocal(sqrt(add(spread, 1e-5)))), scale), offset);
    // The rules count for nothing, but are in the graph.
    const trained = add(by(...batch), mul(add(kept[0]!, kept[1]!), 0));
    return whenTraining(trained, by(running[0] as Node, running[1] as Node));
  };
}

export function layerNormLayer(name: string, size: number): Layer {
  const [scale, offset] = [weights(`${name}/scale`, size), weights(`${name}/offset`, size)];
  return x => {
    const centred = sub(x, mean<Shape, { axes: number; keep: true }>(x, { axes: -1, keep: true }));
    const spread = variance<Shape, { axes: number; keep: true }>(x, { axes: -1, keep: true });
    return add(mul(centred, mul(reciprocal(sqrt(add(spread, 1e-5))), scale)), offset) as Node;
  };
}

const normalize = elementwise<(...operands: Node[]) => Node>('normalize', {
  formula: (x, center, scale, offset) => scalar.add(scalar.mul(scalar.sub(x!, center!), scale!), offset!),
});

/** By statistics that are computed from those of parts; its registers are read in the shape of these. */
export function groupNormLayer(name: string, channels: number): Layer {
  const [scale, offset] = [weights(`${name}/scale`, channels), weights(`${name}/offset`, channels)];
  return x => {
    const of = mean<Shape, { axes: number; keep: true }>(x, { axes: 1, keep: true });
    const groups = reshape(of, [x.shape[0]!, 2, channels / 2]);
    const center = reshape(broadcastLike(mean<Shape, { axes: number; keep: true }>(groups, { axes: 2, keep: true }), groups), of.shape); // prettier-ignore
    return normalize(x, center, broadcastLike(scale, center), broadcastLike(offset, center));
  };
}

export function dropoutLayer(name: string): Layer {
  const counter = state(0, { name: `${name}/counter`, dtype: 'int32' });
  return x => {
    const draw = becomes(counter, add(counter, 1) as typeof counter);
    return whenTraining(where(greaterEqual(uniformLike(x, key(1), draw), 0.5), mul(x, 2), 0) as Node, x);
  };
}
