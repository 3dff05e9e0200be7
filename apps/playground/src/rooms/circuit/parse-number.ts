/** A finite number, however its minus is written; `undefined` for what is none. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim().replaceAll('−', '-');
  const value = plain === '' ? NaN : Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
