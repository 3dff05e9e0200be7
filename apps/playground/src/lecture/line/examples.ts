import { fromColumns, type Dataset } from '@thalweg/data';
import { fillNormal, key } from '@thalweg/tensor';

/** An example: a point in the plane. */
export interface Example {
  readonly x: number;
  readonly y: number;
}

/** The number of examples. */
export const COUNT = 500;

const noise = /* @__PURE__ */ fillNormal(new Float64Array(COUNT), /* @__PURE__ */ key(8));
const xs = /* @__PURE__ */ Float64Array.from({ length: COUNT }, (_, i) => i / 250 - 1);

/** The examples of the lecture in columns: points near the line y = 1.5x − 0.5. */
export const columns = { x: xs, y: xs.map((x, i) => 1.5 * x - 0.5 + 0.4 * noise[i]!) };

/** Returns the examples as a dataset. */
export function examples(): Dataset<Example> {
  return fromColumns(columns);
}
