import type { Spot } from './lane.ts';
import { toPixel, type Picture } from './picture.ts';
import type { Point } from './point.ts';

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
