import type { ReportCell, ReportTable } from '../section.ts';
import type { Axis } from '../series/along.ts';
import { isCondensed, type DrawnLine } from './drawn-line.ts';
import { UNNAMED } from '../runs/by-name.ts';

/** Returns the points of lines as a table. */
export function lineTable(
  lines: readonly DrawnLine[],
  { axis, label }: { readonly axis: Axis; readonly label: string },
): ReportTable {
  const condensed = lines.some(isCondensed);
  const named = lines.some(({ run }) => run !== UNNAMED);
  const several = new Set(lines.map(({ name }) => name)).size > 1;
  const places = condensed ? [`${axis.label}, from`, 'to'] : [axis.label];
  const values = condensed ? [`mean ${label}`, 'smallest', 'largest', 'records', 'NaN or ∞'] : [label];
  const rows = lines.flatMap(({ run, name, points }) =>
    points.map((point): ReportCell[] => [
      ...(named ? [run] : []),
      ...(several ? [name] : []),
      ...(condensed ? [point.from, point.to] : [point.x]),
      point.mean,
      ...(condensed ? [point.low, point.high, point.count, point.missing] : []),
    ]),
  );
  return { columns: [...(named ? ['run'] : []), ...(several ? ['line'] : []), ...places, ...values], rows };
}
