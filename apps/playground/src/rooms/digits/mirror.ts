import { feed, Input, type Node, parametersOf, read, softmax } from '@thalweg/graph';
import { type Sizes, tensor, type Tensor, type TypedArray } from '@thalweg/tensor';
import { digitNetwork } from 'digits/pipeline';
import { SIDE } from './drawing/drawing.ts';
import { HIDDEN } from './training/plan.ts';

/**
 * The page’s copy of the network: the same circuit as in the worker, with the weights that the worker sends and an image
 * of the page. The page shows it by subscribing to its nodes.
 */
export class Mirror {
  readonly network: ReturnType<typeof digitNetwork>;
  /** The probability of each digit for the image, `[1, 10]`. */
  readonly probabilities: Node;
  readonly #parameters: ReturnType<typeof parametersOf>;
  /** True while the digit is the predicted one. */
  #isPredicted = false;

  constructor(seed: number) {
    this.network = digitNetwork({ hidden: HIDDEN, seed });
    this.probabilities = softmax(this.network.logits as Node);
    this.#parameters = parametersOf(this.network.loss as Node);
  }

  /** The weights of the hidden layer, `[784, units]`. */
  get filters(): Node {
    return this.#parameters.find(({ shape }) => shape[0] === 784)! as Node;
  }

  /** The weights of the output layer, `[units, 10]`. */
  get votes(): Node {
    return this.#parameters.find(({ shape }) => shape[1] === 10)! as Node;
  }

  /** Sets the weights, in the order of the parameters, in one pass. */
  show(weights: readonly Float32Array[]): void {
    feed(...this.#parameters.map((one, i) => [one, tensor(weights[i]!, { shape: one.shape as Sizes })] as never));
    if (this.#isPredicted) this.#setDigit(this.#prediction());
  }

  /** Sets the image and its digit: the predicted one if none is given, also after the weights have changed. */
  look(image: Float32Array, digit: number | undefined): void {
    this.#isPredicted = digit === undefined;
    const pixels = tensor(image, { shape: [1, 784] });
    if (digit !== undefined)
      return feed([this.network.image, pixels], [this.network.digit, tensor(Int32Array.of(digit))]);
    this.network.image.set(pixels);
    this.#setDigit(this.#prediction());
  }

  #setDigit(digit: number): void {
    this.network.digit.set(tensor(Int32Array.of(digit)));
  }

  /** Returns the most probable digit. */
  #prediction(): number {
    const shares = [...read(this.probabilities).data].map(Number);
    return Math.max(0, shares.indexOf(Math.max(...shares)));
  }
}

/** The number of filters in a row. */
const ACROSS = 16;

/** Pixels from one filter to the next, with a gap of one pixel. */
const PITCH = SIDE + 1;

/** The colours of weights: negative, zero, positive, and NaN. */
const BELOW = [33, 102, 172] as const;
const ZERO = [247, 247, 247] as const;
const ABOVE = [178, 24, 43] as const;
const LOST = [0, 0, 0] as const;

/** The number of shades on each side of zero. */
const SHADES = 127;

/** Returns the size of the picture for the given number of filters. */
export function sizeOfFilters(units: number): { readonly width: number; readonly height: number } {
  return { width: ACROSS * PITCH - 1, height: Math.ceil(units / ACROSS) * PITCH - 1 };
}

/** Paints the weights of each hidden unit as an image. */
export class FilterPainter {
  /** The colour of NaN, followed by the shades. */
  readonly #colours = coloursOf();

  /**
   * Paints each unit with its full range of colours. A unit with a NaN weight is black.
   *
   * @param weights `[784, units]`
   * @param image of the size that {@link sizeOfFilters} returns; gaps between filters are not painted
   */
  paint(
    { data, shape }: Tensor,
    image: { readonly data: Uint8ClampedArray<ArrayBuffer>; readonly width: number },
  ): void {
    const units = shape[1]!;
    const scales = scalesOf(data, units);
    const starts = Uint32Array.from(scales, (_, unit) => startOf(unit, image.width));
    const pixels = new Uint32Array(image.data.buffer);
    const colours = this.#colours;
    // In memory order of the weights.
    for (let pixel = 0, at = 0; pixel < SIDE * SIDE; pixel++) {
      const inside = Math.floor(pixel / SIDE) * image.width + (pixel % SIDE);
      for (let unit = 0; unit < units; unit++, at++) {
        // Rounds to the nearest shade; NaN becomes 0.
        const shade = (data[at]! * scales[unit]! + (SHADES + 1.5)) | 0;
        pixels[starts[unit]! + inside] = colours[shade]!;
      }
    }
  }
}

/** Returns the index of a unit’s first pixel. */
function startOf(unit: number, width: number): number {
  return Math.floor(unit / ACROSS) * PITCH * width + (unit % ACROSS) * PITCH;
}

/** Returns the factors that map the largest weight of each unit to its darkest shade. */
function scalesOf(data: TypedArray, units: number): Float64Array {
  const most = new Float64Array(units);
  for (let at = 0; at < data.length;)
    for (let unit = 0; unit < units; unit++, at++) {
      const size = Math.abs(data[at]!);
      // NaN stays, since no comparison with it is true.
      if (size > most[unit]! || Number.isNaN(size)) most[unit] = size;
    }
  return most.map(size => (size === 0 ? 0 : SHADES / size));
}

/** Returns the colours as pixels of an image: that of NaN, followed by the shades. */
function coloursOf(): Uint32Array {
  const bytes = new Uint8ClampedArray(4 * (2 * SHADES + 2));
  bytes.set([...LOST, 255]);
  for (let shade = -SHADES; shade <= SHADES; shade++) {
    const end = shade < 0 ? BELOW : ABOVE;
    const share = Math.abs(shade) / SHADES;
    bytes.set([...ZERO.map((zero, i) => zero + share * (end[i]! - zero)), 255], 4 * (shade + SHADES + 1));
  }
  return new Uint32Array(bytes.buffer);
}

/** The statistics of a hidden unit, for the table. */
export interface FilterFacts {
  readonly least: number;
  readonly most: number;
  /** The digit that it votes for with the largest weight. */
  readonly digit: number;
}

/** Returns the statistics of each hidden unit. `filters` is `[784, units]`, `votes` is `[units, 10]`. */
export function filterFacts(filters: Tensor, votes: Tensor): FilterFacts[] {
  const [pixels, units] = filters.shape as readonly [number, number];
  return Array.from({ length: units }, (_, unit) => {
    const weights = Array.from({ length: pixels }, (_, pixel) => filters.data[pixel * units + unit]!);
    const weightsOfDigits = [...votes.data.subarray(10 * unit, 10 * unit + 10)] as number[];
    return {
      least: Math.min(...weights),
      most: Math.max(...weights),
      digit: weightsOfDigits.indexOf(Math.max(...weightsOfDigits)),
    };
  });
}

/** Returns the nodes that compute a root from another node, the root included and inputs left out. */
export function nodesBetween(from: Node, root: Node): Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (node === from || node instanceof Input || found.has(node)) return;
    found.add(node);
    node.inputs.forEach(visit);
  };
  visit(root);
  return [...found];
}

/**
 * Folds what is open in a view of a circuit before a folded box opens by a click: a listener of clicks on their way to the
 * view. The focus alone, which comes with the press of a button, must not change the picture: the click would miss its box.
 */
export function foldOthers(event: MouseEvent): void {
  const isFolded = event.composedPath().some(part => part instanceof Element && part.matches('button.box.group'));
  if (!isFolded) return;
  // The last picture is the newest: one may be on its way.
  const newest = [...(event.currentTarget as HTMLElement).shadowRoot!.querySelectorAll('.picture')].at(-1)!;
  for (const button of newest.querySelectorAll<HTMLButtonElement>('button[data-fold]')) button.click();
}
