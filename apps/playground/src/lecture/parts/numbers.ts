import { shown } from '../../page/numbers.ts';

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Formats a positive number: small and large powers of ten as `10⁻⁵`, others with two digits. */
export function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value));
  const isPower = Math.abs(Math.log10(value) - exponent) < 1e-9;
  if (Math.abs(exponent) <= 2) return shown(value, 2);
  const power = `10${exponent < 0 ? '⁻' : ''}${[...String(Math.abs(exponent))].map(digit => raised[Number(digit)]).join('')}`;
  if (isPower) return power;
  const [digits, scale] = value.toExponential(1).split('e') as [string, string];
  return `${digits} · ${powerText(10 ** Number(scale))}`;
}

/** Returns the number in a text, limited to a range; `otherwise` if there is no text, or it is not a number. */
export function readNumber(
  text: string | undefined,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const value = text === undefined || text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(value) ? otherwise : Math.min(Math.max(value, least), most);
}
