/** The present leader, as one of the candidates sees it. */
export interface LeaderTerm {
  /** The name of the leader; `undefined` if the last one has stepped down. */
  readonly leader: string | undefined;
  /** The number of the term: larger than those of all before. */
  readonly epoch: number;
  /** True if this candidate leads. */
  readonly mine: boolean;
}
