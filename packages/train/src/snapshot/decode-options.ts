import type { Migrations } from './migrations.ts';

/** Options of `decodeSnapshot`. */
export interface DecodeOptions {
  /** The version that older snapshots are migrated to; `SNAPSHOT_VERSION` by default. */
  readonly version?: number;
  /** The migrations; those of this package by default. */
  readonly migrations?: Migrations;
}
