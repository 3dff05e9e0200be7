/** Formats a share as a percentage with one digit; a dash for none. */
export function percentOf(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}
