import type { Snapshot } from './snapshot.ts';

/** Functions that migrate a snapshot to the next version, by the version that they migrate from. */
export type Migrations = Readonly<Record<number, (older: Snapshot) => Snapshot>>;
