/** Parses a finite number, with either minus sign; returns `undefined` for any other text. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim().replaceAll('−', '-');
  const value = plain === '' ? NaN : Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
