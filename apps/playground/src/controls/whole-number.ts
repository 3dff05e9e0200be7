/** The numbers that a field takes: whole ones from `least` to `most`. */
export interface WholeRange {
  readonly least: number;
  readonly most: number;
}

/** Returns the whole number that a text gives, or the reason why it gives none. */
export function wholeNumber(text: string, { least, most }: WholeRange): number | string {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text.trim()) && value >= least && value <= most) return value;
  const range = `a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
  return text.trim() === '' ? `It must be ${range}.` : `It must be ${range}, got “${text}”.`;
}
