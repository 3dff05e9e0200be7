import { numberText } from '../page/number-text.ts';
import { isCondensed, type DrawnLine } from './drawn-line.ts';
import type { Scale } from './log-scale.ts';

/** Returns the caption of a chart: what it shows, and all that was done to the values. */
export function lineCaption(
  lines: readonly DrawnLine[],
  { caption, log, asked }: { readonly caption: string; readonly log: boolean; readonly asked: Scale },
): string {
  return [caption, condensed(lines), scale(log, asked), missing(lines)].filter(text => text !== '').join(' ');
}

function condensed(lines: readonly DrawnLine[]): string {
  const long = lines.filter(isCondensed);
  if (long.length === 0) return '';
  const most = Math.max(...long.flatMap(({ points }) => points.map(({ count }) => count)));
  return `A point is the mean of up to ${numberText(most)} neighbouring records; the band reaches from the smallest to the largest of them.`;
}

function scale(log: boolean, asked: Scale): string {
  if (log) return 'The vertical scale is logarithmic.';
  return asked === 'log' ? 'The vertical scale is linear, as some values are not positive.' : '';
}

function missing(lines: readonly DrawnLine[]): string {
  const points = lines.flatMap(line => line.points);
  const count = points.reduce((sum, point) => sum + point.missing, 0);
  const all = points.reduce((sum, point) => sum + point.count, 0);
  if (count === 0) return '';
  const are = count === 1 ? 'value is' : 'values are';
  return `${numberText(count)} of ${numberText(all)} ${are} NaN or infinite. Crosses at the bottom mark them.`;
}
