import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine } from '../timing/report.ts';
import { hashed, network, type PeerWorkload } from '../peers/workloads.ts';

/** A chart of times against the size of some work. */
export interface Plot {
  /** The name of the chart, and of its file. */
  readonly name: string;
  /** The heading of the chart. */
  readonly title: string;
  /** The size on the horizontal axis. */
  readonly size: string;
  /** The work that is timed. */
  readonly unit: string;
  /** What a reader must know about the peers. */
  readonly about: string;
  readonly points: readonly Point[];
}

/** A size and its workload. */
interface Point {
  readonly size: number;
  readonly workload: PeerWorkload;
}

/** The charts of the docs. */
export const plots: readonly Plot[] = [
  {
    name: 'batch',
    title: 'Rows of a batch',
    size: 'rows of a batch',
    unit: 'an Adam step of 784-128-10',
    about: 'libtorch has gradients by hand and its fused Adam.',
    points: points([1, 4, 16, 64, 256, 1024, 4096], rows => network([784, 128, 10], rows)),
  },
  {
    name: 'width',
    title: 'Width of a network',
    size: 'units of both hidden layers',
    unit: 'an Adam step of 784-n-n-10, 32 rows',
    about: 'A layer of 2,048 units has 4 million weights, so Adam reads 50 MB.',
    points: points([16, 64, 128, 256, 512, 1024, 2048], width => network([784, width, width, 10], 32)),
  },
  {
    name: 'depth',
    title: 'Depth of a network',
    size: 'layers',
    unit: 'an Adam step of layers of 64 units, 32 rows',
    about: 'The last layer has 10 units; the loss is a softmax cross-entropy.',
    points: points([1, 3, 10, 30, 100, 300], layers => network([...Array<number>(layers).fill(64), 10], 32)),
  },
  {
    name: 'features',
    title: 'Features of a sparse record',
    size: 'non-zero features of a record',
    unit: 'a record, logistic regression by Adagrad on 2¹⁸ hashed weights',
    about: 'Loops are written by hand in TypeScript; interleaved, they keep a weight beside its sum.',
    points: points([1, 4, 16, 64, 256, 1024], count => hashed('unique', count, true)),
  },
  {
    name: 'table',
    title: 'Height of a table of embeddings',
    size: 'rows of the table',
    unit: 'an Adagrad step of embeddings of 16 numbers and a dense layer, 32 lookups',
    about: 'The gradient of the table has the rows of a batch only, in PyTorch by `sparse=True`.',
    points: points([2 ** 8, 2 ** 11, 2 ** 14, 2 ** 17, 2 ** 20], table),
  },
  {
    name: 'subscribers',
    title: 'Subscribers of a node',
    size: 'subscribers',
    unit: 'a pass of (x + y)·z',
    about: 'The peer is the same circuit by `combineLatest`, `map` and `share`.',
    points: points([1, 10, 100, 1000, 10_000], subscribers),
  },
];

function points(sizes: readonly number[], workload: (size: number) => PeerWorkload): Point[] {
  return sizes.map(size => ({ size, workload: workload(size) }));
}

function table(height: number): PeerWorkload {
  return { name: `embeddings, ${height} rows`, kind: 'embedding', height, width: 16, classes: 10, batch: 32 };
}

function subscribers(count: number): PeerWorkload {
  return { name: `(x + y)·z, ${count} subscribers`, kind: 'subscribers', count };
}

/** The times of a plot, and the machine that they are of. */
export interface MeasuredPlot {
  /** The name of the plot. */
  readonly name: string;
  /** The day of the measurement. */
  readonly date: string;
  readonly machine: Machine;
  readonly lines: readonly MeasuredLine[];
}

/** The times of a peer. */
export interface MeasuredLine {
  readonly peer: string;
  /** Sizes and microseconds. */
  readonly points: readonly MeasuredPoint[];
}

/** The time of a peer for a size. */
export interface MeasuredPoint {
  readonly size: number;
  readonly microseconds: number;
}

const FILE = fileURLToPath(new URL('measured-plots.json', import.meta.url));

/** Reads what was measured last. */
export function readMeasured(): MeasuredPlot[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as MeasuredPlot[];
}

/** Writes what was measured. */
export function writeMeasured(measured: readonly MeasuredPlot[]): void {
  writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
}
