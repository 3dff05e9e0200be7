/**
 * The status of a stream after a value: unchanged, possibly changed, or changed. A detector reports `'drift'` once and
 * then restarts.
 */
export type DriftStatus = 'stable' | 'warning' | 'drift';
