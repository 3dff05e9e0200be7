import { defer, finalize } from 'rxjs';
import { onLookChange } from '../../charts/look.ts';
import type { MapReader } from './maps.ts';
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
  let isVisible = false;
  let watching: { readonly maps: unknown; readonly stop: () => void } | undefined;
  const watch = (maps: MapReader | undefined): void => {
    if (watching?.maps === maps) return;
    watching?.stop();
    watching = maps && { maps, stop: maps.watchUnits() };
  };
  const paint = (again: boolean): void => {
    // It is painted when it becomes visible.
    if (!isVisible) return void (painted = '');
    const { control, network } = pictured;
    // The layout of another network follows.
    if (network !== control.state$.value.network) return;
    // Another network has other maps.
    watch(control.maps);
    const key = [network, control.run.version].join();
    if (key === painted && !again) return;
    painted = key;
    painter.paint(pictured);
  };
  // Nobody watches the units of a picture that is not visible.
  const states$ = defer(() => {
    isVisible = true;
    return first.control.state$;
  }).pipe(
    finalize(() => {
      isVisible = false;
      watch(undefined);
    }),
  );
  const follow = followWhileVisible(canvas, states$, () => paint(false));
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
      watch(undefined);
    },
  };
}
