import { cpus } from 'node:os';

/** What a peer took for a unit of work. */
export interface Row {
  readonly workload: string;
  readonly peer: string;
  readonly medianMicroseconds: number;
  /** Its time over ours, of the round that speaks most against us; none if ours did not run. */
  readonly ratio: number | null;
}

/** A peer that was not timed. */
export interface Missing {
  readonly workload: string;
  readonly peer: string;
  readonly reason: string;
}

/** The machine that a bench ran on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** The linear algebra of PyTorch, if it ran. */
  readonly blas: string | null;
}

/** All that a bench has found. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  readonly results: readonly Row[];
  readonly missing: readonly Missing[];
}

/** This machine. */
export function machineWith(blas: string | undefined): Machine {
  const all = cpus();
  return { cpu: all[0]?.model ?? 'unknown', cores: all.length, node: process.version, blas: blas ?? null };
}

export const TABLE_HEAD = '| work | peer | median µs | ratio | goal |\n|---|---|---:|---:|---|';

/** A row as a line of the table. */
export function lineOf({ workload, peer, medianMicroseconds, ratio }: Row, verdict = ''): string {
  const factor = ratio === null ? '–' : ratio.toPrecision(3);
  return `| ${workload} | ${peer} | ${medianMicroseconds.toPrecision(4)} | ${factor} | ${verdict} |`;
}

/** A missing peer as a line of the table. */
export function missingLineOf({ workload, peer, reason }: Missing): string {
  return `| ${workload} | ${peer} | missing | – | ${reason.replaceAll('|', '/')} |`;
}
