/** The outcome for one version of a model that is followed. */
export interface FollowedModel {
  /** The version that came. */
  readonly version: number;
  /** True if it is served from now on. */
  readonly accepted: boolean;
  /** The reason why it was refused. */
  readonly reason?: Error;
  /** The version that is served now; `undefined` before the first one. */
  readonly served: number | undefined;
  /** The number of published versions that are newer than the served one. */
  readonly behind: number;
  /**
   * The age of the served version in milliseconds: from when the log received it to now. The clocks of the log and of this
   * machine may differ.
   */
  readonly staleness: number | undefined;
}
