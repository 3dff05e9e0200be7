import { add, input, mean, registersOf, sum, square, sub, type Input, type Node, type Register } from '@thalweg/graph';
import { batchNorm, dense, dropout, embedding, relu, softmaxCrossEntropy, tanh } from '@thalweg/nn';

/** A network in two halves, and the same one whole. Layers have the same names in both. */
export interface CutModel {
  readonly name: string;
  /** The name of the input that stands for the cut in the back half, if that matters. */
  readonly hidden?: string;
  /** Builds the nodes of the cut, with new layers. */
  readonly cut: (inputs: Inputs) => Readonly<Record<string, Node>>;
  /** Builds the loss from the nodes of the cut, with new layers. */
  readonly loss: (hidden: Readonly<Record<string, Node>>, inputs: Inputs) => Node<readonly []>;
}

/** The inputs of one graph. */
export interface Inputs {
  readonly x: Input<readonly ['batch', 6]>;
  readonly word: Input<readonly ['batch', 2]>;
  readonly y: Input<readonly ['batch']>;
}

export function inputs(): Inputs {
  return {
    x: input('x', ['batch', 6]),
    word: input('word', ['batch', 2], 'int32'),
    y: input('y', ['batch'], 'int32'),
  };
}

const classes = (hidden: Node, y: Node): Node<readonly []> =>
  (hidden as Node<readonly ['batch', 5]>).pipe(
    dense(4, { name: 'back1' }),
    tanh(),
    dense(3, { name: 'back2' }),
    softmaxCrossEntropy(y as Inputs['y']),
  );

export const cutModels: readonly CutModel[] = [
  {
    name: 'dense layers',
    cut: ({ x }) => ({
      cut: x.pipe(dense(7, { name: 'front1' }), tanh(), dense(5, { name: 'front2' }), relu()) as Node,
    }),
    loss: ({ cut }, { y }) => classes(cut!, y as Node),
  },
  {
    name: 'dropout before and after the cut',
    // The numbers that a layer draws follow from its name and the names of the inputs below it.
    hidden: 'x',
    cut: ({ x }) => ({
      cut: x.pipe(
        dense(7, { name: 'front1' }),
        dropout(0.4, { name: 'drop1' }),
        dense(5, { name: 'front2' }),
        dropout(0.3, { name: 'drop2' }),
      ) as Node,
    }),
    loss: ({ cut }, { y }) => {
      const last = (cut as Node<readonly ['batch', 5]>).pipe(
        dropout(0.2, { name: 'drop3' }),
        dense(3, { name: 'back1' }),
      );
      return last.pipe(softmaxCrossEntropy(y));
    },
  },
  {
    name: 'batch normalization before the cut',
    cut: ({ x }) => ({
      cut: x.pipe(
        dense(7, { name: 'front1' }),
        batchNorm({ name: 'norm1' }),
        relu(),
        dense(5, { name: 'front2' }),
        batchNorm({ name: 'norm2' }),
      ) as Node,
    }),
    loss: ({ cut }, { y }) => classes(cut!, y as Node),
  },
  {
    name: 'a table before the cut',
    cut: ({ word }) => ({
      cut: sum(word.pipe(embedding(30, 5, { name: 'words' })), { axes: [1] }) as Node,
    }),
    loss: ({ cut }, { y }) => classes(cut!, y as Node),
  },
  {
    name: 'three nodes of a cut, one used in both halves',
    cut: ({ x }) => {
      const first = x.pipe(dense(5, { name: 'front1' }), tanh());
      return {
        first: first as Node,
        second: first.pipe(dense(5, { name: 'front2' }), relu()) as Node,
        mean: mean(first) as Node,
      };
    },
    loss: ({ first, second, mean: level }, { y }) => {
      const own = classes(add(first!, second!) as Node, y as Node);
      return add(own, square(sub(level!, 0.1))) as Node<readonly []>;
    },
  },
];

/** Returns registers by name. */
export function registersByName(...roots: readonly Node[]): ReadonlyMap<string, Register> {
  return new Map(registersOf(...roots).map(register => [register.name, register]));
}
