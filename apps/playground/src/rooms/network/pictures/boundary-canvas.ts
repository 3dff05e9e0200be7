import { onLookChange } from '../../../charts/look.ts';
import { shown } from '../../../page/numbers.ts';
import { coloursAt, mixed, paintChange, paintClasses, ramp, type Ramp } from './paint-maps.ts';
import type { NetworkControl, NetworkState } from '../training/control.ts';
import { type Change, type Maps, SIDE } from '../training/maps.ts';
import { MOST_CLASSES } from '../training/settings.ts';
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

/** The share of a class’s colour in its ground, on which its points must stand out. */
const GROUND = 0.5;

/** Paints the decisions of a network on a canvas, in the colours of the page. */
class BoundaryPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #image: ImageData;
  readonly #pixels: Uint32Array;
  #ramps: readonly Ramp[];
  readonly #stop: () => void;

  /** `onlook` is called when the colours of the page have changed. */
  constructor(canvas: HTMLCanvasElement, onlook: () => void) {
    this.#canvas = canvas;
    canvas.width = canvas.height = SIDE;
    this.#context = canvas.getContext('2d')!;
    this.#image = new ImageData(SIDE, SIDE);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#ramps = this.#findRamps();
    this.#stop = onLookChange(() => {
      this.#ramps = this.#findRamps();
      onlook();
    });
  }

  /** Paints each place in the colour of its most probable class. */
  paint(maps: Maps): void {
    paintClasses(maps, this.#ramps, this.#pixels);
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Paints each place in the colour of the class that the next step makes more probable. */
  paintChange(change: Change): void {
    paintChange(change, this.#ramps, this.#pixels);
    this.#context.putImageData(this.#image, 0, 0);
  }

  close(): void {
    this.#stop();
  }

  #findRamps(): readonly Ramp[] {
    const names = Array.from({ length: MOST_CLASSES }, (_, i) => `class-${i}`);
    const [surface, ...colours] = coloursAt(this.#canvas.parentElement!, ['surface', ...names]);
    return colours.map(colour => ramp(surface!, mixed(surface!, colour, GROUND)));
  }
}

/** Returns what the boundary shows, in words. */
export function summaryOf({ settings, now }: NetworkState): string {
  const step = settings.step;
  const accuracy = now.test ?? now.train;
  const right = accuracy === undefined ? '' : `, ${shown(100 * accuracy.accuracy, 3)} % of the points are right`;
  return `The plane of x₁ and x₂, each place in the colour of the class that the network says: step ${step}${right}`;
}
