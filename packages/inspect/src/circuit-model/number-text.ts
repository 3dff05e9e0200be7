/** Formats a number for reading: four decimals, an exponent for very large or small numbers, and a true minus sign. */
export function numberText(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  const size = Math.abs(x);
  const isPlain = x === 0 || (size >= 0.001 && size < 100_000);
  const text = isPlain ? String(Number(x.toFixed(size < 1000 ? 4 : 1))) : powerText(x);
  return text.replaceAll('-', '−');
}

function powerText(x: number): string {
  const [digits, power] = x.toExponential(2).split('e') as [string, string];
  return `${Number(digits)}e${Number(power)}`;
}
