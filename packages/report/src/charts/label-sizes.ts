/** The width of a letter in pixels, on average. */
export const LETTER = 6.6;

/** The most letters of a label. */
const LETTERS = 16;

/** Returns a label that is not longer than its place. */
export function shortened(label: string, letters: number = LETTERS): string {
  const all = Array.from(label);
  return all.length <= letters ? label : `${all.slice(0, letters - 1).join('')}…`;
}

/** Returns the width of the longest of some labels in pixels. */
export function widthOf(labels: readonly string[]): number {
  return LETTER * Math.max(...labels.map(label => Array.from(label).length));
}
