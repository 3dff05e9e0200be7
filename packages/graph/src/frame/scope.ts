/** A scope of names: layers that are made in it count among themselves. */
export interface Scope {
  /** The prefix of their names, such as `ranker`, or `ranker/head` for a scope in another one. */
  readonly name: string;
  /** The number of layers of each kind. */
  readonly layers: Map<string, number>;
}
