import type { LabelledPoint } from '../pipeline/points.ts';
import { MOST_CLASSES, MOST_OWN_POINTS, REACH } from './settings.ts';

/** Formats points for the address: `1.5,-2,0~0,0.25,1`. */
export function formatPoints(points: readonly LabelledPoint[]): string {
  return points.map(point => point.join()).join('~');
}

/** Parses the output of {@link formatPoints}; returns `undefined` for any other text. */
export function parsePoints(text: string): readonly LabelledPoint[] | undefined {
  const points = text === '' ? [] : text.split('~').map(part => pointOf(part.split(',')));
  const isRight = points.length <= MOST_OWN_POINTS && points.every(point => typeof point !== 'string');
  return isRight ? (points as LabelledPoint[]) : undefined;
}

/** Returns a point from three cells, rounded to two digits; or what is wrong with them. */
function pointOf(cells: readonly string[]): LabelledPoint | string {
  if (cells.length !== 3) return `has ${cells.length} of the 3 values x, y, class`;
  const [x, y, label] = cells.map(cell => (cell.trim() === '' ? NaN : Number(cell))) as [number, number, number];
  if (!(Math.abs(x) <= REACH && Math.abs(y) <= REACH)) return `needs x and y as numbers from −${REACH} to ${REACH}`;
  if (!Number.isInteger(label) || label < 0 || label >= MOST_CLASSES)
    return `needs a whole number from 0 to ${MOST_CLASSES - 1} as its class`;
  return [round(x), round(y), label];
}

const round = (value: number): number => Math.round(value * 100) / 100 + 0;

/** Returns the number of classes that points need: two at least. */
export function classesOf(points: readonly LabelledPoint[]): number {
  return Math.max(2, ...points.map(([, , label]) => label + 1));
}

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
