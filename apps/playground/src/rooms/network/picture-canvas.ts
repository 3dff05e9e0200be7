import { onLookChange } from '../../charts/look.ts';
import { PicturePainter } from './picture-painter.ts';
import type { Pictured } from './pictured.ts';
import { followWhileVisible } from './while-visible.ts';

/** Paints the picture of a network on a canvas while that is visible: a Svelte action. */
export function pictureCanvas(
  canvas: HTMLCanvasElement,
  first: Pictured,
): { update: (pictured: Pictured) => void; destroy: () => void } {
  let pictured = first;
  const painter = new PicturePainter(canvas);
  let painted = '';
  let unwatch: (() => void) | undefined;
  let watched: unknown;
  const paint = (again: boolean): void => {
    const { control } = pictured;
    // Another network has other maps.
    if (watched !== control.maps) {
      unwatch?.();
      unwatch = control.maps.watchUnits();
      watched = control.maps;
    }
    const key = [control.state$.value.network, control.run.version].join();
    if (key === painted && !again) return;
    painted = key;
    painter.paint(pictured);
  };
  const follow = followWhileVisible(canvas, first.control.state$, () => paint(false));
  const stop = onLookChange(() => {
    painter.look();
    paint(true);
  });
  return {
    update(next) {
      pictured = next;
      paint(true);
    },
    destroy() {
      follow();
      stop();
      unwatch?.();
    },
  };
}
