/** Returns at most seven evenly spaced powers of ten between two numbers. */
export function decades(least: number, most: number): number[] {
  const [from, to] = [Math.ceil(Math.log10(least) - 1e-9), Math.floor(Math.log10(most) + 1e-9)];
  const stride = Math.max(1, Math.ceil((to - from) / 6));
  // Ticks are multiples of the stride, so they do not move while the axis grows.
  const first = Math.ceil(from / stride) * stride;
  return Array.from({ length: Math.floor((to - first) / stride) + 1 }, (_, i) => 10 ** (first + i * stride));
}

/** Formats the label of a tick. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e4) ? value.toExponential(0) : String(Number(value.toPrecision(6)));
}
