import { constant, mul, type Node, read, sigmoid } from '@thalweg/graph';
import { dense, sigmoidCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillNormal, key } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { colourOf, sharpContext } from '../inside/canvas.ts';
import type { Scene } from '../inside/miniature.ts';

/** The number of points, and the seconds of a training and of its end. */
const [POINTS, TRAINING, REST] = [120, 6, 3];

/** The number of steps after which the boundary of each shape is found. */
export const stepsFor: Readonly<Record<DataShape, number>> = { circles: 200, moons: 200, spiral: 1000 };

/** Returns a training that begins again, with other first weights, when it has ended. */
export function boundaryScene(host: HTMLElement, shape: DataShape): Scene {
  const picture = new BoundaryPicture(host);
  const steps = stepsFor[shape];
  const points = pointsOf(shape, POINTS);
  const begin = (seed: number) => ({ seed, learner: learnerOf(points, seed), time: 0, steps: 0 });
  let training = begin(1);
  const goOn = (seconds: number): void => {
    training.time += seconds;
    if (training.time > TRAINING + REST) training = begin(training.seed + 3);
    for (; training.steps < Math.min((training.time / TRAINING) * steps, steps); training.steps++)
      training.learner.step();
  };
  return {
    advance: goOn,
    finish: () => goOn(Math.max(TRAINING - training.time, 0)),
    restart() {
      if (training.steps === steps) training = begin(training.seed + 3);
    },
    draw: canvas => picture.draw(canvas, points, training.learner.map),
    caption: () => `step ${training.steps}: ${Math.round(100 * training.learner.accuracy())} % on the right side`,
    label: `A network learns to separate two classes, ${shape}: it colours the plane by the class that it expects there.`,
  };
}

/** The number of probabilities across and down. */
const [COLUMNS, ROWS] = [64, 40];

/** The colours of both classes, and of the ground between them. */
const COLOURS = [
  'var(--thalweg-class-0, light-dark(#a65a0b, #e9a94f))',
  'var(--thalweg-class-1, light-dark(#2a5f9e, #7fb2ec))',
  'var(--thalweg-paper, light-dark(#fdfbf7, #1f1c19))',
];

/** Draws the points over the side of the boundary on which the network places each part of the square. */
class BoundaryPicture {
  readonly #host: HTMLElement;
  readonly #small: HTMLCanvasElement;

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#small = host.ownerDocument.createElement('canvas');
    [this.#small.width, this.#small.height] = [COLUMNS, ROWS];
  }

  draw(
    canvas: HTMLCanvasElement,
    points: readonly LabelledPoint[],
    map: (columns: number, rows: number) => ArrayLike<number>,
  ): void {
    const { context, width, height } = sharpContext(canvas);
    if (width === 0) return;
    const [first, second, paper] = COLOURS.map(colour => colourOf(this.#host, colour));
    const small = this.#small.getContext('2d')!;
    const image = small.createImageData(COLUMNS, ROWS);
    const probabilities = map(COLUMNS, ROWS);
    for (let i = 0; i < COLUMNS * ROWS; i++) {
      const side = 2 * probabilities[i]! - 1;
      const ink = (side < 0 ? first : second)!;
      // Pale, so that the points stand out; the boundary itself is the colour of paper.
      const share = 0.55 * Math.abs(side);
      for (let channel = 0; channel < 3; channel++)
        image.data[4 * i + channel] = paper![channel]! + share * (ink[channel]! - paper![channel]!);
      image.data[4 * i + 3] = 255;
    }
    small.putImageData(image, 0, 0);
    context.drawImage(this.#small, 0, 0, width, height);
    for (const { x, y, label } of points) {
      context.beginPath();
      context.arc(((x + 1) / 2) * width, ((1 - y) / 2) * height, 3.5, 0, 2 * Math.PI);
      context.fillStyle = `rgb(${(label === 0 ? first : second)!.join()})`;
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = `rgb(${paper!.join()})`;
      context.stroke();
    }
  }
}

/** A small network that learns to tell two classes apart. */
interface Learner {
  /** Takes a step on all points, and returns the loss before it. */
  readonly step: () => number;
  /** Returns the probability of class 1 on a grid of the square from −1 to 1, row by row from the top. */
  readonly map: (columns: number, rows: number) => ArrayLike<number>;
  /** Returns the share of the points that are on their side of the boundary. */
  readonly accuracy: () => number;
}

/** The factor of the coordinates: with inputs below 1, first layers are nearly linear and learn slowly. */
const SCALE = 4;

/** Returns a network of two hidden layers with eight units each, with its first weights from a seed. */
export function learnerOf(points: readonly LabelledPoint[], seed: number): Learner {
  const layers = [
    dense(8, { seed }),
    tanh(),
    dense(8, { seed: seed + 1 }),
    tanh(),
    dense(1, { seed: seed + 2 }),
  ] as const;
  const network = (x: Node<readonly [number, 2]>) => mul(x, SCALE).pipe(...layers);
  const logits = network(constant(points.map(({ x, y }) => [x, y] as const)) as Node<readonly [number, 2]>);
  const loss = logits.pipe(sigmoidCrossEntropy(constant(points.map(({ label }) => [label] as const))));
  const learn = step(loss, adam({ learningRate: 0.02 }));
  const grids = new Map<string, Node>();
  return {
    step: () => learn()!.loss,
    map(columns, rows) {
      const size = `${columns}×${rows}`;
      const grid = grids.get(size) ?? sigmoid(network(constant(gridOf(columns, rows)) as Node<readonly [number, 2]>));
      grids.set(size, grid);
      return read(grid).data;
    },
    accuracy() {
      const { data } = read(logits);
      return points.filter(({ label }, i) => data[i]! > 0 === (label === 1)).length / points.length;
    },
  };
}

function gridOf(columns: number, rows: number): (readonly [number, number])[] {
  return Array.from({ length: columns * rows }, (_, i) => [
    (2 * ((i % columns) + 0.5)) / columns - 1,
    1 - (2 * (Math.floor(i / columns) + 0.5)) / rows,
  ]);
}

/** The shapes of data that a boundary can be learned for. */
export const shapes = ['circles', 'moons', 'spiral'] as const;

/** A shape of data. */
export type DataShape = (typeof shapes)[number];

/** A point of one of two classes, in the square from −1 to 1. */
interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: 0 | 1;
}

/** Returns a point of a class; `share` goes from 0 to 1 along the class. */
type Curve = (share: number, label: 0 | 1) => readonly [x: number, y: number];

const curves: Readonly<Record<DataShape, Curve>> = {
  circles: (share, label) => round(2 * Math.PI * share, label === 0 ? 0.3 : 0.75),
  moons(share, label) {
    const [x, y] = round(Math.PI * share, 0.6);
    return label === 0 ? [x - 0.25, y - 0.2] : [0.25 - x, 0.2 - y];
  },
  spiral: (share, label) => round(2.4 * Math.PI * share + label * Math.PI, 0.1 + 0.78 * share),
};

const round = (angle: number, radius: number): [number, number] => [radius * Math.cos(angle), radius * Math.sin(angle)];

/** Returns points of both classes in turn, with some noise. The same arguments give the same points. */
export function pointsOf(shape: DataShape, count: number, seed = 1): LabelledPoint[] {
  const noise = fillNormal(new Float64Array(2 * count), key(seed));
  return Array.from({ length: count }, (_, i) => {
    const label = (i % 2) as 0 | 1;
    const [x, y] = curves[shape](Math.floor(i / 2) / (count / 2), label);
    return { x: x + 0.05 * noise[2 * i]!, y: y + 0.05 * noise[2 * i + 1]!, label };
  });
}
