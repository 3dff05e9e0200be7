/** Formats a share as a percentage with one decimal; a dash if there is none yet. */
export function percentText(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}
