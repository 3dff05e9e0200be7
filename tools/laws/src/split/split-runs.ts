import { backHalf, frontHalf, logEdge, type SplitEdge } from '@thalweg/cluster';
import { batch, epochs, fromColumns, shuffle, type Dataset } from '@thalweg/data';
import { input, read, type Input, type Node, type Runner } from '@thalweg/graph';
import { memoryLog } from '@thalweg/log';
import type { Transform } from '@thalweg/optim';
import { lastValueFrom, toArray } from 'rxjs';
import { inputs, registersByName, type CutModel } from './cut-models.ts';

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
