/** A share as a percentage, in so many places. */
export function percent(share: number, places = 2): string {
  return `${(100 * share).toFixed(places)} %`;
}
