import { shown } from '../../../shell/numbers.ts';
import { powerText } from '../../parts/power-text.ts';

/** Formats an error: with two digits, or if it is small as a power of ten with one. */
export function errorText(error: number): string {
  if (error === 0) return '0';
  if (Math.abs(error) >= 0.01) return shown(error, 2);
  const [digit, exponent] = Math.abs(error).toExponential(0).split('e') as [string, string];
  const power = powerText(10 ** Number(exponent));
  return `${error < 0 ? '−' : ''}${digit === '1' ? '' : `${digit} · `}${power}`;
}
