import { gradient, gradientCheck, mul, parameter, parametersOf, sin, square, sum, type Node } from '@thalweg/graph';
import {
  concat,
  conv1d,
  conv2d,
  convTranspose2d,
  dense,
  depthwiseConv2d,
  flatten,
  gru,
  learnedPositions,
  lru,
  lstm,
  multiHeadAttention,
  reshape,
  residual,
  rnn,
  rotary,
  sequential,
  sinusoidalPositions,
  tanh,
  transformerBlock,
} from '@thalweg/nn';
import { fillUniform, key, sizeOf, tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';

const rows: readonly { readonly name: string; readonly shape: readonly number[]; readonly layer: unknown }[] = [
  { name: 'dense of four axes', shape: [2, 2, 1, 3], layer: dense(2) },
  { name: 'conv1d', shape: [2, 5, 2], layer: conv1d(3, 3, { stride: 2, padding: 'same' }) },
  { name: 'conv2d', shape: [2, 4, 3, 2], layer: conv2d(2, [2, 3], { dilation: [2, 1], groups: 2 }) },
  { name: 'convTranspose2d', shape: [1, 2, 3, 2], layer: convTranspose2d(2, 2, { stride: [2, 1], padding: 1 }) },
  { name: 'depthwiseConv2d', shape: [2, 3, 3, 2], layer: depthwiseConv2d(2, { multiplier: 2 }) },
  { name: 'gru', shape: [2, 3, 2], layer: gru(2) },
  { name: 'lstm, two ways', shape: [2, 3, 2], layer: lstm(2, { bidirectional: true }) },
  { name: 'lru', shape: [2, 3, 2], layer: lru(2, { width: 1 }) },
  { name: 'rnn from the end', shape: [2, 3, 2], layer: rnn(2, { reverse: true, outputs: 'last' }) },
  { name: 'flatten and reshape', shape: [2, 2, 3], layer: sequential(flatten(), tanh(), reshape([3, -1])) },
  { name: 'concat', shape: [2, 3], layer: concat(tanh(), dense(2), { axis: 1 }) },
  { name: 'multiHeadAttention', shape: [1, 3, 4], layer: multiHeadAttention(2, { causal: true, positions: rotary() }) },
  { name: 'transformerBlock', shape: [2, 2, 2], layer: transformerBlock(1, { hidden: 3, activation: tanh() }) },
  { name: 'positions', shape: [2, 3, 2], layer: sequential(learnedPositions(4), sinusoidalPositions()) },
  { name: 'residual', shape: [2, 3], layer: residual(dense(2), tanh(), { project: dense(2) }) },
];

it.each(rows)('$name: first and second gradients agree with differences', ({ shape, layer }) => {
  const data = fillUniform(new Float64Array(sizeOf(shape)), key(3)).map(value => 2 * value - 1);
  const x = parameter(tensor(data, { shape }), { name: 'x' }) as Node;
  const y = sin((layer as (x: Node) => Node)(x)) as Node;
  const loss = sum(mul(y, square(y))) as Node<readonly []>;
  const slopes = parametersOf(loss as Node).map(one => square(gradient(loss as Node, one as Node)));
  const curve = slopes.map(slope => sum(slope) as Node).reduce((total, one) => mul(total, one) as Node);
  for (const checked of [loss, curve]) {
    const report = gradientCheck(checked as Node<readonly []>);
    expect(report.passed, String(report)).toBe(true);
    expect(report.elements.length).toBeGreaterThan(0);
  }
});
