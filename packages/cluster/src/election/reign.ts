/** The present leader, as one of the candidates sees it. */
export interface Reign {
  /** The name of the leader; `undefined` if the last one has stepped down. */
  readonly leader: string | undefined;
  /** The number of the reign: larger than those of all before. */
  readonly epoch: number;
  /** True if this candidate leads. */
  readonly mine: boolean;
}
