import { backHalf, frontHalf, logEdge, type SplitEdge } from '@thalweg/cluster';
import { batch, type Dataset, epochs, fromColumns, shuffle } from '@thalweg/data';
import {
  add,
  input,
  type Input,
  mean,
  type Node,
  read,
  type Register,
  registersOf,
  type Runner,
  square,
  sub,
  sum,
} from '@thalweg/graph';
import { memoryLog } from '@thalweg/log';
import { batchNorm, dense, dropout, embedding, relu, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import type { Transform } from '@thalweg/optim';
import { lastValueFrom, toArray } from 'rxjs';

const EXAMPLES = 22;

/** Batches of 4 and, at the end of each of three epochs, of 2. */
export function records(): Dataset<object> {
  const x = Float32Array.from({ length: 6 * EXAMPLES }, (_, i) => Math.sin(12.9898 * (i + 1)));
  const word = Int32Array.from({ length: 2 * EXAMPLES }, (_, i) => (i * i * 7) % 30);
  const y = Int32Array.from({ length: EXAMPLES }, (_, i) => (i * 5) % 3);
  return fromColumns({ x: { data: x, shape: [6] }, word: { data: word, shape: [2] }, y }).pipe(
    shuffle({ seed: 4 }),
    batch(4),
    epochs(3),
  ) as Dataset<object>;
}

/** The bits of the value of a node. */
export function bytes(node: Node): string {
  const { data } = read(node);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
}

/** Trains two halves from given values of their registers, and returns what both have emitted and their registers. */
export async function halves(
  model: CutModel,
  optimizer: () => Transform,
  {
    starts,
    runner,
    edges,
    depth = 1,
  }: {
    starts: ReadonlyMap<string, unknown>;
    runner?: Runner | undefined;
    edges: readonly [SplitEdge, SplitEdge];
    depth?: number;
  },
) {
  const [a, b] = [inputs(), inputs()];
  const cut = model.cut(a);
  const hidden = Object.fromEntries(
    Object.entries(cut).map(([name, { shape, dtype }]) => [
      name,
      input(model.hidden ?? `hidden ${name}`, shape, dtype) as Input,
    ]),
  );
  const loss = model.loss(hidden, b);
  for (const [name, register] of registersByName(...Object.values(cut), loss as Node))
    register.set(starts.get(name) as never);
  const front = frontHalf(cut, optimizer(), { edge: edges[0], depth, runner });
  const back = backHalf(hidden, loss, optimizer(), { edge: edges[1], runner });
  const [ofFront, ofBack] = await Promise.all([
    lastValueFrom(records().pipe(front, toArray())),
    lastValueFrom(records().pipe(back, toArray())),
  ]);
  const roots = [front, back].map(half => registersByName(...half.training.progress.roots));
  return { front: ofFront, back: ofBack, roots };
}

/** The ends of an edge over a log in memory. */
export function logEdges(): readonly [SplitEdge, SplitEdge] {
  const log = memoryLog();
  return [logEdge(log, 'cut'), logEdge(log, 'cut')];
}

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
interface Inputs {
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
