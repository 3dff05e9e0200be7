/** The deltas of a run, counted by what happened to them. The numbers follow from the log, so every leader and every replay has the same ones. */
export interface RoundCounts {
  /** Deltas that moved the weights. */
  readonly folded: number;
  /** Deltas of stragglers: their round had closed without them. */
  readonly stale: number;
  /** Deltas for another model, or for a round that is not open yet. */
  readonly misfit: number;
  /** Deltas with a value that is NaN or infinite. */
  readonly notFinite: number;
  /** Answers that had not come when a round closed. */
  readonly missing: number;
  /** Workers that answered for the first time after the first round. */
  readonly joined: number;
  /** Workers that said that their data had ended. */
  readonly left: number;
  /** Messages that came before with the same worker and round, or the same decision. */
  readonly duplicates: number;
  /** Decisions of leaders that others had taken over from. */
  readonly deposed: number;
  /** Messages that are not what was written. */
  readonly damaged: number;
}

/** The counts before the first message. */
export const noCounts: RoundCounts = {
  folded: 0,
  stale: 0,
  misfit: 0,
  notFinite: 0,
  missing: 0,
  joined: 0,
  left: 0,
  duplicates: 0,
  deposed: 0,
  damaged: 0,
};
