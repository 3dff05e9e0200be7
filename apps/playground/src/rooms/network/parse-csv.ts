import type { LabelledPoint } from './pipeline/points.ts';
import { pointOf } from './points-text.ts';
import { MOST_OWN_POINTS } from './settings.ts';

/** The points of pasted lines, or the error with its line. */
export type ParsedCsv = { readonly points: readonly LabelledPoint[] } | { readonly error: string };

/**
 * Parses lines of `x, y, class`, separated by commas, semicolons or tabs. A first line without numbers is a header, and
 * empty lines are left out.
 */
export function parseCsv(text: string): ParsedCsv {
  const points: LabelledPoint[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    // Pages print a minus sign of their own.
    const cells = line.replaceAll('−', '-').split(/[,;\t]/);
    const isHeader = points.length === 0 && index === 0 && cells.every(cell => Number.isNaN(Number(cell)));
    if (isHeader) continue;
    const point = pointOf(cells);
    if (typeof point === 'string') return { error: `Line ${index + 1} ${point}: “${line.trim().slice(0, 60)}”.` };
    points.push(point);
  }
  if (points.length === 0) return { error: 'There is no point: each line has x, y and a class, such as 1.5, −2, 0.' };
  if (points.length > MOST_OWN_POINTS)
    return { error: `There are ${points.length} points; at most ${MOST_OWN_POINTS} fit.` };
  return { points };
}
