import { add, input, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { dense, relu, residual, sequential } from '../index.ts';

const namesOf = (node: unknown): string[] => parametersOf(node as Node).map(({ name }) => name).sort(); // prettier-ignore
const x = () => input('x', ['batch', 2]);

describe('sequential', () => {
  it('applies layers one after another, with the same weights as a pipe', () => {
    const build = (apply: (node: Node<readonly ['batch', 2]>) => Node): unknown[] => {
      const from = x();
      const y = apply(from);
      from.set([[1, -2]]);
      return [read(y).toArray(), namesOf(y)];
    };
    const wanted = build(node => node.pipe(dense(3), relu(), dense(2)) as Node);
    expect(build(node => node.pipe(sequential(dense(3), relu(), dense(2))) as Node)).toEqual(wanted);
    expect(build(node => node.pipe(sequential(sequential(dense(3), relu()), dense(2))) as Node)).toEqual(wanted);
    expect(wanted[1]).toEqual(['dense1/bias', 'dense1/weight', 'dense2/bias', 'dense2/weight']);
  });

  it('shares its parameters when it is applied again', () => {
    const block = sequential(dense(2), relu(), residual(dense(2)));
    const [a, b] = [x(), input('y', ['batch', 2])];
    expect(namesOf(add(sum(block(a)), sum(block(b))))).toHaveLength(4);
  });

  it('is the identity without layers', () => {
    const from = x();
    expect(from.pipe(sequential())).toBe(from);
  });

  it('refuses what is no layer when it is built', () => {
    expect(() => sequential(relu(), 5 as never)).toThrow('sequential: each layer must be a function, got 5.');
    expect(() => sequential([relu(), relu()] as never)).toThrow('sequential: each layer must be a function, got');
  });
});
