/** Returns a function that calls some others in turn; the only one itself. */
export function inTurn(calls: readonly (() => void)[]): () => void {
  return calls.length === 1
    ? calls[0]!
    : () => {
        for (const call of calls) call();
      };
}
