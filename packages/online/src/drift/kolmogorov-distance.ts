/** Returns the largest distance of the distribution functions of two sorted samples of the same size. */
export function kolmogorovDistance(a: Float64Array, b: Float64Array): number {
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    // All that are alike are passed on both sides before the functions are compared.
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    most = Math.max(most, Math.abs(i - j));
  }
  return most / a.length;
}
