import { constant, parameter, read, stack } from '@thalweg/graph';
import { adam, momentum, sgd, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { colourOf, sharpContext, type Size } from '../inside/canvas.ts';
import type { Scene } from '../inside/miniature.ts';
import type { Surface } from '../surfaces/surface.ts';

/** The number of steps of a race, the steps in a second, and the seconds for which its end is shown. */
const [STEPS, SPEED, REST] = [160, 30, 2.5];

/** Returns a race that begins again when it has ended; a press begins it from another position. */
export function raceScene(host: HTMLElement, surface: Surface, racers: Racers): Scene {
  const picture = new RacePicture(host, surface);
  const begin = (start: Position) => ({ start, racing: descents(surface, racers, start), time: 0, steps: 0 });
  let race = begin(surface.start);
  const goOn = (seconds: number): void => {
    race.time += seconds;
    if (race.time > STEPS / SPEED + REST) race = begin(race.start);
    for (; race.steps < Math.min(race.time * SPEED, STEPS); race.steps++) for (const one of race.racing) one.step();
  };
  return {
    advance: goOn,
    finish: () => goOn(Math.max(STEPS / SPEED - race.time, 0)),
    restart() {
      if (race.steps === STEPS) race = begin(race.start);
    },
    draw: canvas => picture.draw(canvas, race.racing),
    caption: () => `step ${race.steps}`,
    label: `A race down the surface ${surface.name}: ${Object.keys(racers).join(', ')}.`,
    press: (across, down) => void (race = begin(picture.positionAt(across, down))),
  };
}

/** The colours of racers: those that a page gives, or Thalweg’s own. */
const COLOURS = [
  'var(--thalweg-racer-0, light-dark(#c2410c, #fb923c))',
  'var(--thalweg-racer-1, light-dark(#1d4ed8, #7fb2ff))',
  'var(--thalweg-racer-2, light-dark(#854d0e, #facc15))',
  'var(--thalweg-racer-3, light-dark(#15803d, #4ade80))',
  'var(--thalweg-racer-4, light-dark(#a21caf, #e879f9))',
];

/** Draws a race on its surface. The ground is painted once for each size and look. */
class RacePicture {
  readonly #host: HTMLElement;
  readonly #surface: Surface;
  #ground: HTMLCanvasElement | undefined;
  #key = '';
  #colours: readonly string[] = [];

  constructor(host: HTMLElement, surface: Surface) {
    this.#host = host;
    this.#surface = surface;
  }

  draw(canvas: HTMLCanvasElement, racing: readonly Descent[]): void {
    const { context, width, height } = sharpContext(canvas);
    if (width === 0) return;
    this.#prepare(canvas, { width, height });
    context.drawImage(this.#ground!, 0, 0, width, height);
    racing.forEach(({ name, track }, i) => {
      const places = track.map(position => this.#place(position, { width, height }));
      const [x, y] = places.at(-1)!;
      context.strokeStyle = context.fillStyle = this.#colours[i % COLOURS.length]!;
      context.lineWidth = 2;
      context.lineJoin = 'round';
      context.stroke(new Path2D(`M${places.join('L')}`));
      context.beginPath();
      context.arc(x, y, 5, 0, 2 * Math.PI);
      context.fill();
      context.font = '600 13px system-ui, sans-serif';
      context.textAlign = 'right';
      context.fillText(name, width - 10, height - 10 - 18 * (racing.length - 1 - i));
    });
  }

  /** Returns the position of a point of the picture, from 0 to 1 in both directions. */
  positionAt(across: number, down: number): Position {
    const { x, y } = this.#surface.view;
    return [x[0] + across * (x[1] - x[0]), y[1] - down * (y[1] - y[0])];
  }

  #place([x, y]: Position, { width, height }: Size): Position {
    const { view } = this.#surface;
    // A canvas ignores what is not finite or very far away.
    const limit = (value: number): number => Math.min(Math.max(value, -1e4), 1e4);
    return [
      limit(((x - view.x[0]) / (view.x[1] - view.x[0])) * width),
      limit(((view.y[1] - y) / (view.y[1] - view.y[0])) * height),
    ];
  }

  #prepare(canvas: HTMLCanvasElement, { width, height }: Size): void {
    const [paper, ink] = [
      colourOf(this.#host, 'var(--thalweg-paper, light-dark(#fdfbf7, #1f1c19))'),
      colourOf(this.#host, 'var(--thalweg-contour, light-dark(#6f7f74, #8aa399))'),
    ];
    const key = [width, height, paper, ink].join();
    if (key === this.#key) return;
    this.#key = key;
    this.#colours = COLOURS.map(colour => `rgb(${colourOf(this.#host, colour).join()})`);
    this.#ground = canvas.ownerDocument.createElement('canvas');
    // Contours need no more than the pixels of the page.
    [this.#ground.width, this.#ground.height] = [Math.round(width), Math.round(height)];
    const context = this.#ground.getContext('2d')!;
    const image = context.createImageData(this.#ground.width, this.#ground.height);
    paintBands(bandsOf(heightsOn(this.#surface, image.width, image.height)), image.width, image.data, paper, ink);
    context.putImageData(image, 0, 0);
  }
}

/** A position on a surface. */
type Position = readonly [x: number, y: number];

/** The optimizers of a race, by the names that are shown. */
export type Racers = Readonly<Record<string, Transform>>;

/** A descent that takes a step on request. */
interface Descent {
  readonly name: string;
  /** The positions so far, beginning with the start. */
  readonly track: readonly Position[];
  readonly step: () => void;
}

/** Returns the racers of a race that names none: three that suit the ravine. */
export const firstRacers = (): Racers => ({
  'plain descent': sgd({ learningRate: 0.0195 }),
  momentum: momentum({ learningRate: 0.0195, decay: 0.8 }),
  Adam: adam({ learningRate: 0.1 }),
});

/** Starts a descent for each optimizer, all from the same position. */
export function descents(surface: Surface, racers: Racers, start: Position): Descent[] {
  return Object.entries(racers).map(([name, optimizer]) => {
    const [x, y] = [parameter(start[0]), parameter(start[1])];
    const descend = step(surface.loss(x, y), optimizer, { whenNotFinite: 'continue' });
    const where = stack([x, y]);
    const track: Position[] = [start];
    return {
      name,
      track,
      step() {
        descend();
        track.push(read(where).toArray() as unknown as Position);
      },
    };
  });
}

/** Returns the losses on a grid, row by row from the top, computed in one pass. */
export function heightsOn({ loss, view }: Surface, columns: number, rows: number): ArrayLike<number> {
  const across = Array.from({ length: columns }, (_, i) => view.x[0] + ((i + 0.5) / columns) * (view.x[1] - view.x[0]));
  const along = Array.from({ length: rows }, (_, i) => view.y[1] - ((i + 0.5) / rows) * (view.y[1] - view.y[0]));
  const x = constant(along.flatMap(() => across));
  const y = constant(along.flatMap(value => across.map(() => value)));
  return read(loss(x, y)).data;
}

const BANDS = 16;

/** Returns the number of the band in which each height lies. Bands are narrower near the lowest height, where descents end. */
export function bandsOf(heights: ArrayLike<number>): Uint8Array {
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0; i < heights.length; i++) {
    lowest = Math.min(lowest, heights[i]!);
    highest = Math.max(highest, heights[i]!);
  }
  const range = highest - lowest || 1;
  return Uint8Array.from({ length: heights.length }, (_, i) =>
    Math.min(Math.floor(Math.cbrt((heights[i]! - lowest) / range) * BANDS), BANDS - 1),
  );
}

/** A colour from 0 to 255. */
type Colour = readonly [red: number, green: number, blue: number];

/** Paints bands from `paper`, the lowest, to a share of `ink`; a line in `ink` lies where two bands meet. */
export function paintBands(
  bands: Uint8Array,
  columns: number,
  pixels: Uint8ClampedArray,
  paper: Colour,
  ink: Colour,
): void {
  bands.forEach((band, i) => {
    const isEdge = band !== (bands[i + 1] ?? band) || band !== (bands[i + columns] ?? band);
    const share = 0.25 * (band / (BANDS - 1)) + (isEdge && (i + 1) % columns !== 0 ? 0.25 : 0);
    for (let channel = 0; channel < 3; channel++)
      pixels[4 * i + channel] = paper[channel]! + share * (ink[channel]! - paper[channel]!);
    pixels[4 * i + 3] = 255;
  });
}
