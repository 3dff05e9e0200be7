import type { Snapshot } from './snapshot.ts';

/** What brings a snapshot of one version to the next, by the version it is for. */
export type Migrations = Readonly<Record<number, (older: Snapshot) => Snapshot>>;
