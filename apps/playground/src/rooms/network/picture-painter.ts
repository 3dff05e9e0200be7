import { read } from '@thalweg/graph';
import { coloursAt, type Rgb } from './colours.ts';
import { featureMaps } from './feature-maps.ts';
import { SIDE, type Maps } from './maps.ts';
import { largest, paintSigned, ramp, type Ramp } from './paint-maps.ts';
import type { Spot, Wire } from './picture-layout.ts';
import type { Pictured } from './pictured.ts';

/** The number of pixels of a small map in a row: every second place. */
const SMALL = SIDE / 2;

/** Paints wires in the colours of their weights, and the map of each node in its square. */
export class PicturePainter {
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
