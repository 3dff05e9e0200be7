import { Node } from '@thalweg/graph';

/** The arguments of a function of any number of layers, and the options behind them. */
export interface TrailingOptions<O> {
  readonly layers: readonly unknown[];
  readonly options: O | undefined;
}

/** Splits arguments into layers and the options that may follow them: whatever is last and neither a function nor a node. */
export function trailingOptions<O>(given: readonly unknown[]): TrailingOptions<O> {
  const last = given.at(-1);
  const isLayer = given.length === 0 || typeof last === 'function' || last instanceof Node;
  return isLayer
    ? { layers: given, options: undefined }
    : { layers: given.slice(0, -1), options: last as O | undefined };
}
