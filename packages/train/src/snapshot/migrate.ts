import type { Snapshot } from './snapshot.ts';
import { StateError } from './state-error.ts';
import type { Migrations } from './migrations.ts';

/** The migrations of this package: one for every version before the present one. */
export const migrations: Migrations = {};

/** Migrates a snapshot to a version, one version after another. */
export function migrate(older: Snapshot, version: number, known: Migrations): Snapshot {
  let snapshot = older;
  for (let from = older.version; from < version; from++) {
    const next = known[from];
    if (next === undefined)
      throw new StateError(
        'snapshot',
        `there must be a migration from version ${from} to ${from + 1}`,
        `none, for one of version ${older.version}`,
        'Read it with the version that wrote it.',
      );
    snapshot = { ...next(snapshot), version: from + 1 };
  }
  return snapshot;
}
