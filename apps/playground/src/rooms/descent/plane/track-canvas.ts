import { lookOf, onLookChange } from '../../../charts/look.ts';
import { type Picture, toPixel } from './picture.ts';
import type { Spot } from '../race/lane.ts';
import type { Point } from '../race/point.ts';
import type { Standing } from '../race/track-view.ts';

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
