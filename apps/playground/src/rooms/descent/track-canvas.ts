import { lookOf, onLookChange } from '../../charts/look.ts';
import type { Picture } from './picture.ts';
import { TrackLines } from './track-lines.ts';
import type { Standing } from './track-view.ts';

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
