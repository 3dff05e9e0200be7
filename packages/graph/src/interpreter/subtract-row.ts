/** Subtracts a multiple of some elements from as many others; compiled code does it with the same roundings. */
export function subtractRow(x: Float64Array, to: number, from: number, factor: number, count: number): void {
  for (let j = 0; j < count; j++) x[to + j]! -= factor * x[from + j]!;
}
