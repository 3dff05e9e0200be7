import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine } from '../timing/report.ts';

/** The times of a plot, and the machine that they are of. */
export interface MeasuredPlot {
  /** The name of the plot. */
  readonly name: string;
  /** The day of the measurement. */
  readonly date: string;
  readonly machine: Machine;
  readonly lines: readonly MeasuredLine[];
}

/** The times of a peer. */
export interface MeasuredLine {
  readonly peer: string;
  /** Sizes and microseconds. */
  readonly points: readonly MeasuredPoint[];
}

/** The time of a peer for a size. */
export interface MeasuredPoint {
  readonly size: number;
  readonly microseconds: number;
}

const FILE = fileURLToPath(new URL('measured-plots.json', import.meta.url));

/** Reads what was measured last. */
export function readMeasured(): MeasuredPlot[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as MeasuredPlot[];
}

/** Writes what was measured. */
export function writeMeasured(measured: readonly MeasuredPlot[]): void {
  writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
}
