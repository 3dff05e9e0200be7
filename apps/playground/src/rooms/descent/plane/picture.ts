import { lookOf, onLookChange } from '../../../charts/look.ts';
import type { Spot, Standing } from '../race/lane.ts';
import type { Point, View } from '../race/point.ts';

/** A view of the plane, drawn at a size in pixels. */
export interface Picture {
  readonly view: View;
  readonly width: number;
  readonly height: number;
}

/** The limit of pixel coordinates: SVG cannot draw arbitrarily large ones. */
const FAR = 10_000;

const within = (pixel: number): number => Math.min(Math.max(pixel, -FAR), FAR);

/** Returns the pixel of a point. */
export function toPixel({ view: { x, y }, width, height }: Picture, at: readonly number[]): Point {
  return [within(((at[0]! - x[0]) / (x[1] - x[0])) * width), within(((y[1] - at[1]!) / (y[1] - y[0])) * height)];
}

/** Returns the point of a pixel, rounded to four digits. */
export function toPoint({ view: { x, y }, width, height }: Picture, [left, top]: Point): Point {
  const exact = [x[0] + (left / width) * (x[1] - x[0]), y[1] - (top / height) * (y[1] - y[0])];
  return exact.map(value => Number(value.toPrecision(4))) as unknown as Point;
}

/** Returns the arrow of a velocity: it repeats the last step, with a length from one to four times `shortest`. */
export function arrowOf(
  picture: Picture,
  track: readonly Spot[],
  shortest: number,
): { from: Point; to: Point } | undefined {
  if (track.length < 2) return undefined;
  const [before, now] = track.slice(-2).map(spot => toPixel(picture, spot)) as [Point, Point];
  const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
  const length = Math.hypot(dx, dy);
  // An invisibly short step gets no arrow.
  if (length < 0.01) return undefined;
  const factor = Math.min(Math.max(length, shortest), 4 * shortest) / length;
  return { from: now, to: [now[0] + dx * factor, now[1] + dy * factor] };
}

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Returns the position after an arrow key: ten pixels away, with Shift one, but within the picture; `undefined` for other keys. */
export function movedBy(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  [x, y]: Point,
  { width, height }: Picture,
): Point | undefined {
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const stride = shiftKey ? 1 : 10;
  return [clamp(x + direction[0] * stride, width), clamp(y + direction[1] * stride, height)];
}

const clamp = (pixel: number, end: number): number => Math.min(Math.max(pixel, 0), end);

/** The tracks to draw, in a picture. */
export interface Tracks {
  readonly standings: readonly Pick<Standing, 'track' | 'colour'>[];
  readonly picture: Picture;
}

/**
 * Draws tracks on a canvas: a Svelte action. Only what was added since is drawn, so the cost of a frame does not grow with
 * the length of the tracks. All is drawn again if a track went back, or the picture or its colours have changed.
 */
export function trackCanvas(
  canvas: HTMLCanvasElement,
  first: Tracks,
): { update: (tracks: Tracks) => void; destroy: () => void } {
  const context = canvas.getContext('2d')!;
  const lines = new TrackLines();
  let shown = first;
  let colours: readonly string[] = [];
  let key = '';

  const begin = (): void => {
    const { width, height } = shown.picture;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    context.lineWidth = 2;
    context.lineCap = context.lineJoin = 'round';
    lines.clear();
  };
  const draw = (): void => {
    const { standings, picture } = shown;
    const numbers = standings.map(({ colour }) => colour);
    const now = JSON.stringify([picture, devicePixelRatio, numbers]);
    if (now !== key) colours = lookOf(canvas.parentElement!, numbers).colours;
    if (now !== key || !lines.areOf(standings.map(({ track }) => track))) begin();
    key = now;
    standings.forEach(({ track }, index) => {
      context.strokeStyle = colours[index]!;
      lines.extend(context, picture, track);
    });
  };
  draw();
  const stop = onLookChange(() => {
    key = '';
    draw();
  });
  return {
    update(tracks) {
      shown = tracks;
      draw();
    },
    destroy: stop,
  };
}

/** The part of a canvas that a line is drawn with. */
export type Pen = Pick<CanvasRenderingContext2D, 'beginPath' | 'moveTo' | 'lineTo' | 'stroke'>;

/** The part of a track that is drawn. */
interface Drawn {
  readonly step: number;
  /** The spot of that step: another one there means that the racer has gone another way. */
  readonly spot: Spot;
  /** The pixel where the line ends. */
  readonly end: Point;
}

/** The lines of tracks, as far as they are drawn. */
export class TrackLines {
  readonly #drawn = new Map<readonly Spot[], Drawn>();

  /** Returns true if everything that is drawn is still part of these tracks. */
  areOf(tracks: readonly (readonly Spot[])[]): boolean {
    return [...this.#drawn].every(([track, { step, spot }]) => tracks.includes(track) && track[step] === spot);
  }

  /** Forgets what is drawn. */
  clear(): void {
    this.#drawn.clear();
  }

  /** Draws what a track has gained since. Steps of less than a pixel are joined. */
  extend(pen: Pen, picture: Picture, track: readonly Spot[]): void {
    const drawn = this.#drawn.get(track);
    let end = drawn?.end ?? toPixel(picture, track[0]!);
    pen.beginPath();
    pen.moveTo(...end);
    for (let step = (drawn?.step ?? 0) + 1; step < track.length; step++) {
      const to = toPixel(picture, track[step]!);
      if (Math.abs(to[0] - end[0]) + Math.abs(to[1] - end[1]) < 1) continue;
      pen.lineTo(...to);
      end = to;
    }
    pen.stroke();
    this.#drawn.set(track, { step: track.length - 1, spot: track.at(-1)!, end });
  }
}
