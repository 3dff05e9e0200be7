/** The publications of a {@link publishModel} so far. */
export interface PublishingCounts {
  /** The newest version that the log is known to have; 0 before the first publication. */
  readonly version: number;
  /** Versions that became the newest. */
  readonly published: number;
  /** Models that were left out as another publisher came first. */
  readonly superseded: number;
  /** Models that were left out for a newer one, as a publication was still under way. */
  readonly replaced: number;
  /** Models that were left out as the log failed; see `onLogError`. */
  readonly failed: number;
  /** The last error of the log. */
  readonly error?: unknown;
}
