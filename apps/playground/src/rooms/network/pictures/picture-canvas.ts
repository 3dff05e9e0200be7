import { read } from '@thalweg/graph';
import { defer, finalize } from 'rxjs';
import { onLookChange } from '../../../charts/look.ts';
import type { PictureLayout, Spot, Wire } from './picture-layout.ts';
import { coloursAt, largest, paintSigned, ramp, type Ramp, type Rgb } from './paint-maps.ts';
import type { NetworkControl } from '../training/control.ts';
import { featureMaps, type MapReader, type Maps, SIDE } from '../training/maps.ts';
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

/** The number of pixels of a small map in a row: every second place. */
const SMALL = SIDE / 2;

/** Paints wires in the colours of their weights, and the map of each node in its square. */
class PicturePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #small: HTMLCanvasElement;
  readonly #smallContext: CanvasRenderingContext2D;
  readonly #image = new ImageData(SMALL, SMALL);
  readonly #pixels: Uint32Array;
  #inputs: ReturnType<typeof featureMaps> | undefined;
  #colours!: { readonly positive: string; readonly negative: string; readonly line: string };
  #ramps!: { readonly below: Ramp; readonly above: Ramp; readonly classes: readonly Ramp[] };

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d')!;
    this.#small = canvas.ownerDocument.createElement('canvas');
    this.#small.width = this.#small.height = SMALL;
    this.#smallContext = this.#small.getContext('2d')!;
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.look();
  }

  /** Finds the colours of the page. */
  look(): void {
    const names = ['surface', 'positive', 'negative', 'line', 'class-0', 'class-1', 'class-2', 'class-3'];
    const [surface, positive, negative, line, ...classes] = coloursAt(this.#canvas.parentElement!, names);
    const css = (colour: Rgb): string => `rgb(${colour.join()})`;
    this.#colours = { positive: css(positive!), negative: css(negative!), line: css(line!) };
    this.#ramps = {
      below: ramp(surface!, negative!),
      above: ramp(surface!, positive!),
      classes: classes.map(colour => ramp(surface!, colour)),
    };
  }

  paint({ control, layout, wires, readFeatures, isChosen }: Pictured): void {
    const { width, height, columns } = layout;
    const ratio = globalThis.devicePixelRatio || 1;
    const canvas = this.#canvas;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#context.clearRect(0, 0, width, height);
    this.#paintWires(
      control.run.network.layers.map(({ weight }) => read(weight)),
      wires,
      isChosen,
    );
    const { size } = layout;
    const inputs = (this.#inputs ??= featureMaps());
    columns[0]!.forEach((spot, i) => {
      this.#context.globalAlpha = readFeatures.includes(i) ? 1 : 0.3;
      this.#paintNode(inputs, i, spot, size, largest(inputs, i));
    });
    this.#context.globalAlpha = 1;
    const maps = control.maps.read();
    let unit = 0;
    for (const column of columns.slice(1, -1))
      for (const spot of column) this.#paintNode(maps, unit, spot, size, Math.max(largest(maps, unit++), 0.05));
    columns.at(-1)!.forEach((spot, i) => this.#paintClass(maps, i, spot, size));
  }

  #paintWires(
    weights: readonly { readonly data: ArrayLike<number>; readonly shape: readonly number[] }[],
    wires: readonly Wire[],
    isChosen: (wire: Wire) => boolean,
  ): void {
    const context = this.#context;
    for (const wire of wires) {
      const { layer, from, to, start, end } = wire;
      const { data, shape } = weights[layer]!;
      const weight = data[from * shape[1]! + to]!;
      const size = Math.min(Math.abs(weight), 4);
      context.strokeStyle = weight < 0 ? this.#colours.negative : this.#colours.positive;
      context.globalAlpha = isChosen(wire) ? 1 : Math.min(1, 0.25 + 0.5 * size);
      context.lineWidth = 0.5 + 1.25 * size + (isChosen(wire) ? 1 : 0);
      const middle = (start.x + end.x) / 2;
      context.beginPath();
      context.moveTo(start.x, start.y);
      context.bezierCurveTo(middle, start.y, middle, end.y, end.x, end.y);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  #paintNode(maps: Pick<Maps, 'values' | 'stride'>, unit: number, spot: Spot, size: number, most: number): void {
    const { below, above } = this.#ramps;
    paintSigned(maps, unit, { below, above, most }, this.#pixels, 2);
    this.#draw(spot, size);
  }

  #paintClass(maps: Maps, label: number, spot: Spot, size: number): void {
    const above = this.#ramps.classes[label]!;
    paintSigned(maps, maps.classes + label, { below: above, above, most: 1 }, this.#pixels, 2);
    this.#draw(spot, size);
  }

  /** Draws the small map in the square of a node. */
  #draw({ x, y }: Spot, size: number): void {
    const [left, top] = [x - size / 2, y - size / 2];
    this.#smallContext.putImageData(this.#image, 0, 0);
    this.#context.drawImage(this.#small, left, top, size, size);
    this.#context.strokeStyle = this.#colours.line;
    this.#context.lineWidth = 1;
    this.#context.strokeRect(left, top, size, size);
  }
}

/** The contents of a picture. */
interface Pictured {
  readonly control: NetworkControl;
  /** The number of the network that the layout and the wires belong to. */
  readonly network: number;
  readonly layout: PictureLayout;
  readonly wires: readonly Wire[];
  /** The positions of the features that the network reads, among all. */
  readonly readFeatures: readonly number[];
  /** The wires that are drawn strongly: those into the chosen unit. */
  readonly isChosen: (wire: Wire) => boolean;
}
