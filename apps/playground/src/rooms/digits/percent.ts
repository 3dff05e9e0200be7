/** Formats a share as a percentage with the given number of decimals. */
export function percent(share: number, places = 2): string {
  return `${(100 * share).toFixed(places)} %`;
}
