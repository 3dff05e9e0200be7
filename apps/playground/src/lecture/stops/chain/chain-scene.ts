import type { RoomState } from '../../../page/address.ts';
import { shown } from '../../../page/numbers.ts';
import { readNumber } from '../../parts/numbers.ts';
import type { Reading } from '../../parts/stop.ts';
import type { Rows, WayBack } from './chain-run.ts';

/** An upstream gradient: how much y₁ and y₂ matter. */
export type Upstream = readonly [number, number];

/** The upstream gradient that the stop begins with. */
export const firstUpstream: Upstream = [1, 0];

/** The upstream gradient that the stop asks for. */
const target: Upstream = [1, 10];

/** Returns what arrives at x, before and now. */
export function chainReading(upstream: Upstream, before: WayBack, now: WayBack): Reading {
  return {
    what: 'Gradient that arrives at x',
    before: vectorText(before.atX),
    now: vectorText(now.atX),
    sentence: sentenceOf(upstream),
    isDone: upstream.every((one, i) => one === target[i]),
  };
}

const vectorText = (rows: Rows): string =>
  `[${rows
    .flat()
    .map(one => shown(one))
    .join(', ')}]`;

function sentenceOf([first, second]: Upstream): string {
  if (first === 0 && second === 0) return 'Nothing arrives at y, so nothing goes back to x.';
  if (second === 0) return `Only y₁ matters, so x receives the first row of the Jacobian of y by x${timesText(first)}.`;
  if (first === 0)
    return `Only y₂ matters, so x receives the second row of the Jacobian of y by x${timesText(second)}.`;
  const [one, two] = [shown(first), shown(second)];
  if (first === target[0] && second === target[1])
    return 'x₂ reaches only y₂: 10 × 4 = 40. x₃ reaches both, and the two paths add up: 1 × 12 + 10 × (−6) = −48.';
  return `Both rows of the Jacobian arrive, ${one} times the first and ${two} times the second, and add up.`;
}

const timesText = (factor: number): string => (factor === 1 ? '' : `, times ${shown(factor)}`);

/** The place of a matrix in the picture: its upper left corner. */
type Place = readonly [x: number, y: number];

/** The places of both products, and the size of the picture. */
export interface ChainLayout {
  readonly height: number;
  /** Of each product: the local gradient, the upstream one, and what goes on; with the signs between them. */
  readonly products: readonly [ProductLayout, ProductLayout];
}

/** The places in a product of a matrix and a column. */
interface ProductLayout {
  readonly title: Place;
  readonly local: Place;
  readonly times: Place;
  readonly upstream: Place;
  readonly equals: Place;
  readonly downstream: Place;
}

/** The side of a cell in pixels. */
export const CELL = 42;

/** The height of the chain of numbers above. */
const SCALAR_HEIGHT = 96;

const SIGN = 24;

const HEAD = 46;

const BETWEEN = 44;

const widthOf = (columns: number): number => (columns + 2) * CELL + 2 * SIGN;

/** Places the product at y, with 2 columns, and that at u, with 3: side by side, or below each other on a narrow page. */
export function chainLayout(width: number): ChainLayout {
  const whole = widthOf(2) + BETWEEN + widthOf(3);
  const bottom = SCALAR_HEIGHT + HEAD + 3 * CELL + 8;
  if (whole <= width) {
    const left = (width - whole) / 2;
    const right = left + widthOf(2) + BETWEEN;
    return { height: bottom, products: [productAt(left, SCALAR_HEIGHT, 2), productAt(right, SCALAR_HEIGHT, 3)] };
  }
  const left = (columns: number): number => Math.max(0, (width - widthOf(columns)) / 2);
  return {
    height: 2 * bottom - SCALAR_HEIGHT,
    products: [productAt(left(2), SCALAR_HEIGHT, 2), productAt(left(3), bottom, 3)],
  };
}

function productAt(x: number, y: number, columns: number): ProductLayout {
  const [top, middle] = [y + HEAD, y + HEAD + 1.5 * CELL];
  const second = x + columns * CELL + SIGN;
  const third = second + CELL + SIGN;
  return {
    title: [x, y + 14],
    local: [x, top],
    times: [second - SIGN / 2, middle],
    upstream: [second, top],
    equals: [third - SIGN / 2, middle],
    downstream: [third, top],
  };
}

/** Reads an upstream gradient, `1,10`; its parts are limited to ±10. */
export function parseUpstream(text: string | undefined): Upstream {
  const parts = text?.split(',') ?? [];
  const [first, second] = firstUpstream.map((otherwise, i) =>
    readNumber(parts[i], { least: -10, most: 10, otherwise }),
  );
  return [first!, second!];
}

/** Formats an upstream gradient for the address. */
export function formatUpstream(upstream: Upstream): RoomState {
  return upstream.every((one, i) => one === firstUpstream[i]) ? {} : { upstream: upstream.join(',') };
}
