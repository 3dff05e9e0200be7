import { constant, gradient, input, mul, parameter, parametersOf, read, square, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { dense, ones, relu, residual } from '../index.ts';

const triple = (node: Node): Node => mul(node, 3) as Node;

describe('residual', () => {
  it('is x + f(x), and so is its gradient', () => {
    const x = parameter([[1, -2]], { dtype: 'float64' }) as Node;
    const y = x.pipe(residual(triple, node => square(node)));
    expect(read(y).toArray()).toEqual([[1 + 9, -2 + 36]]);
    // 1 + 2·3·3x
    expect(read(gradient(sum(y), x)).toArray()).toEqual([[19, -35]]);
  });

  it('shares its parameters when it is applied again, and nests', () => {
    const block = residual(dense(2), relu(), residual(dense(2)));
    const [x, other] = [input('x', ['batch', 2]), input('other', ['batch', 2])];
    const [one, two] = [block(x), block(other)];
    expect(parametersOf(one as Node)).toHaveLength(4);
    expect(parametersOf(two as Node)).toEqual(parametersOf(one as Node));
  });

  it('brings its input to another shape by a projection', () => {
    const x = constant([[1, 2]]);
    const y = x.pipe(residual(dense(3, { weight: ones }), { project: dense(3, { weight: ones, bias: false }) }));
    expect(y.shape).toEqual([1, 3]);
    expect(read(y).toArray()).toEqual([[6, 6, 6]]);
  });

  it('refuses shapes that differ, also if they would broadcast', () => {
    const x = input('x', ['batch', 4]);
    expect(() => residual(dense(3))(x as Node)).toThrow(
      'residual: the layers must return the shape of what they are added to, got [batch, 4] and [batch, 3]. Give it { project: … }, a layer that brings its input to that shape.',
    );
    expect(() => residual(dense(1))(x as Node)).toThrow('got [batch, 4] and [batch, 1]');
    expect(() => residual(dense(1), { project: dense(4) })(x as Node)).toThrow('got [batch, 4] and [batch, 1]');
  });

  it('refuses what is no layer, no layers, and unknown options when it is built', () => {
    expect(() => (residual as (...layers: unknown[]) => unknown)(5, relu())).toThrow(
      'residual: each layer must be a function, got 5.',
    );
    expect(() => (residual as (...layers: unknown[]) => unknown)()).toThrow(
      'residual: there must be a layer, got none.',
    );
    expect(() => residual(relu(), { projekt: relu() } as never)).toThrow(
      "residual: an option must be a known name, got 'projekt'. Did you mean 'project'?",
    );
    expect(() => residual(relu(), { project: 3 as never })).toThrow('residual: project must be a function, got 3.');
    expect(() => residual((() => 5) as never)(constant([1]))).toThrow('residual: inputs must be nodes, got 5.');
  });
});
