/** The smallest normal float32 number: what is nearer to 0 is the rest of an underflow. */
const SMALLEST_NORMAL = 2 ** -126;

/** Formats a number for the page, with the given number of digits. */
export function shown(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (size < SMALLEST_NORMAL) return '0';
  const text = size < 1e-3 || size >= 1e6 ? value.toExponential(digits - 2) : rounded(value, digits);
  return text.replaceAll('-', '−');
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}
