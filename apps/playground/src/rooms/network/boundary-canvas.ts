import { BoundaryPainter } from './boundary-painter.ts';
import type { NetworkControl } from './control.ts';
import { followWhileVisible } from './while-visible.ts';

/** Paints the boundary of a training, or what its next step would do to it, while the canvas is visible: a Svelte action. */
export function boundaryCanvas(canvas: HTMLCanvasElement, control: NetworkControl): { destroy: () => void } {
  let painted = '';
  const paint = (): void => {
    const { settings, network } = control.state$.value;
    const key = [network, control.run.version, settings.ahead].join();
    if (key === painted) return;
    painted = key;
    if (settings.ahead) painter.paintChange(control.readAhead());
    else painter.paint(control.maps.read());
  };
  const painter = new BoundaryPainter(canvas, () => {
    painted = '';
    paint();
  });
  const stop = followWhileVisible(canvas, control.state$, paint);
  return {
    destroy() {
      stop();
      painter.close();
    },
  };
}
