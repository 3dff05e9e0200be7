import { cpus } from 'node:os';

/** The time of a peer for one unit of work. */
export interface Row {
  readonly workload: string;
  readonly peer: string;
  readonly microseconds: number;
  /** Its time divided by ours, in the round that is least favourable for us; null if ours did not run. */
  readonly ratio: number | null;
}

/** A peer that was not timed, with the reason. */
export interface Missing {
  readonly workload: string;
  readonly peer: string;
  readonly reason: string;
}

/** The machine of a bench run. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** PyTorch’s library of linear algebra; null if PyTorch did not run. */
  readonly blas: string | null;
}

/** The results of a bench run. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  readonly results: readonly Row[];
  readonly missing: readonly Missing[];
}

/** Describes this machine. */
export function machineWith(blas: string | undefined): Machine {
  const all = cpus();
  return { cpu: all[0]?.model ?? 'unknown', cores: all.length, node: process.version, blas: blas ?? null };
}

export const TABLE_HEAD = '| work | peer | µs | ratio | goal |\n|---|---|---:|---:|---|';

/** Formats a row as a line of the table. */
export function lineOf({ workload, peer, microseconds, ratio }: Row, verdict = ''): string {
  const factor = ratio === null ? '–' : ratio.toPrecision(3);
  return `| ${workload} | ${peer} | ${microseconds.toPrecision(4)} | ${factor} | ${verdict} |`;
}

/** Formats a missing peer as a line of the table. */
export function missingLineOf({ workload, peer, reason }: Missing): string {
  return `| ${workload} | ${peer} | missing | – | ${reason.replaceAll('|', '/')} |`;
}
