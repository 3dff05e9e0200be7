import { predictor } from '@thalweg/train';
import { adam } from '@thalweg/optim';
import type { Node } from '@thalweg/graph';
import { animationFrames, interval, take, type Observable } from 'rxjs';
import { motionIsReduced } from '../../shell/motion.ts';
import { BoundaryPainter } from './boundary-painter.ts';
import { coloursAt, type Rgb } from './colours.ts';
import { placesOfMap } from './maps.ts';
import { learnPoints } from './pipeline/learn-points.ts';
import { pointNetwork } from './pipeline/point-network.ts';
import { drawPoints, type LabelledPoint } from './pipeline/points.ts';
import { REACH } from './reach.ts';
import { followWhileVisible } from './while-visible.ts';

/** The number of places of a map in a row. */
const SIDE = 40;
/** The steps between two pictures. */
const STEPS = 4;
/** The steps after which the boundary is there. */
const LEARNED = 700;
/** The pictures for which the learned boundary stays. */
const REST = 150;

/**
 * Shows a network that finds the boundary between two spirals, again and again, on a canvas of the page: interpreted, and only
 * while it is visible. Under reduced motion it shows the learned boundary. The returned function ends it.
 */
export function startBoundary(canvas: HTMLCanvasElement): () => void {
  const picture = new Miniature(canvas);
  const isStill = motionIsReduced();
  // Without motion the boundary is learned in slices, and painted once.
  const ticks$: Observable<unknown> = isStill ? interval(0).pipe(take(LEARNED / STEPS)) : animationFrames();
  const stop = followWhileVisible(canvas, ticks$, () => picture.advance(isStill));
  return () => {
    stop();
    picture.close();
  };
}

/** A network that learns, and its picture. */
class Miniature {
  readonly #canvas: HTMLCanvasElement;
  readonly #ground: HTMLCanvasElement;
  readonly #painter: BoundaryPainter;
  readonly #places = { at: placesOfMap(SIDE) };
  #colours: readonly Rgb[] = [];
  #points: readonly LabelledPoint[] = [];
  #learning!: ReturnType<typeof learnPoints>;
  #read!: (record: object) => { readonly data: ArrayLike<number> };
  #seed = 0;
  #step = 0;
  #rest = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#ground = canvas.ownerDocument.createElement('canvas');
    this.#painter = new BoundaryPainter(this.#ground, canvas.parentElement!, () => this.#look(), SIDE);
    this.#begin();
    this.#look();
  }

  /** Takes the steps of a picture and paints it; if nothing should move, only the last. */
  advance(isStill: boolean): void {
    const isLearned = this.#step >= LEARNED;
    if (isLearned && (isStill || this.#rest++ < REST)) return;
    if (isLearned) this.#begin();
    for (let i = 0; i < STEPS; i++) this.#learning.step(0);
    this.#step += STEPS;
    if (!isStill || this.#step >= LEARNED) this.#paint();
  }

  close(): void {
    this.#painter.close();
  }

  #begin(): void {
    const seed = ++this.#seed;
    this.#points = drawPoints({ shape: 'spiral', classes: 2, noise: 0, seed, count: 200 });
    const network = pointNetwork({
      features: ['x1', 'x2', 'sinx1', 'sinx2'],
      layers: [8, 8],
      activation: 'tanh',
      penalty: 'none',
      classes: 2,
      seed,
    });
    this.#learning = learnPoints(network, this.#points, {
      optimizer: adam({ learningRate: 0.02 }),
      batchSize: 10,
      seed,
    });
    this.#read = predictor(network.probabilities as Node<readonly ['batch', number]>);
    this.#step = this.#rest = 0;
  }

  #look(): void {
    this.#colours = coloursAt(this.#canvas.parentElement!, ['class-0', 'class-1']);
    this.#paint();
  }

  #paint(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const size = Math.round(Math.min(clientWidth, clientHeight) * (globalThis.devicePixelRatio || 1));
    if (this.#canvas.width !== size) this.#canvas.width = this.#canvas.height = size;
    const context = this.#canvas.getContext('2d')!;
    this.#painter.paint({ values: this.#read(this.#places).data as Float32Array, stride: 2, classes: 0 });
    context.drawImage(this.#ground, 0, 0, size, size);
    const toPixel = (value: number): number => ((value + REACH) / (2 * REACH)) * size;
    for (const [x, y, label] of this.#points) {
      context.fillStyle = `rgb(${this.#colours[label]!.join()})`;
      context.beginPath();
      context.arc(toPixel(x), toPixel(-y), size / 110, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
