/** Normalizes numbers by their own mean and biased variance, in float64. */
export function handNormalized(values: readonly number[], epsilon: number): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map(value => (value - mean) / Math.sqrt(variance + epsilon));
}

/** Numbers of both signs that are not alike. */
export function uneven(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (((i + 1) * 0.6180339887498949) % 1) * 6 - 2);
}
