import { gradient, input, parametersOf, sum, type Node } from '@thalweg/graph';
import { gruCell, rnn, type Carry } from '@thalweg/nn';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { type Built, twins, unitsOf } from './twins.ts';

/** A cell of so many others, one on the output of another: its functions have many parameters. */
function tower(count: number) {
  const cells = Array.from({ length: count }, () => gruCell(3));
  const step = (carry: Carry, x: Node) => {
    const next: Record<string, Node> = {};
    const output = cells.reduce((y, cell, n) => (next[`h${n}`] = cell({ h: carry[`h${n}`]! }, y).output), x);
    return { carry: next as Carry, output };
  };
  const initial = (x: Node): Carry => Object.fromEntries(cells.map((cell, n) => [`h${n}`, cell.initial(x).h]));
  return Object.assign(step, { initial });
}

function built(count: number): Built {
  const x = input('x', ['batch', 'time', 3]) as Node;
  const y = rnn(tower(count))(x) as Node;
  const slopes = parametersOf(y).map(one => gradient(sum(y) as Node, one as Node));
  return { outputs: [y, ...slopes], sources: { x } };
}

it.each([1, 4])('a cell of %d others is compiled for any number of sequences and steps, none too', count => {
  const pair = twins(() => built(count), { units: 16 * unitsOf(...built(count).outputs) });
  for (const [t, [rows, steps]] of ([[2, 3], [4, 3], [4, 0], [1, 5], [0, 2], [2, 3]] as const).entries()) {
    const data = fillUniform(new Float32Array(rows * steps * 3), key(t));
    pair.step({ x: tensor(data, { shape: [rows, steps, 3] }) });
  }
  expect(pair.watched).toMatchObject({ compiled: 6, interpreted: 0 });
  pair.close();
}); // prettier-ignore
