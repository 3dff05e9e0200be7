/**
 * Returns the size to grow to, at least `least`: twice the former size, since sizes that grow step by step would each leave one
 * behind, but not more than `most` for that.
 */
export function grown(former: number, least: number, most: number): number {
  return Math.max(least, Math.min(2 * former, most));
}
