/**
 * What a detector says after a value: nothing has changed, something may have, or it has. A detector that said `'drift'`
 * has begun anew and says so once.
 */
export type DriftStatus = 'stable' | 'warning' | 'drift';
