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
