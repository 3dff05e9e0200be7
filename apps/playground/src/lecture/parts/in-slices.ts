/** The longest time, in milliseconds, that a slice of the work may take. */
const SLICE = 8;

/** Options of {@link inSlices}. */
export interface SliceOptions {
  /** The most pieces of work in one frame, for work that one should watch; by default as much as there is time for. */
  readonly most?: number;
}

/**
 * Runs a generator in slices, so that the page stays responsive, and calls `onslice` after each with the last value. The
 * first slice runs later, too. The returned function stops the work.
 */
export function inSlices<T>(
  work: Iterator<T, unknown>,
  onslice: (isDone: boolean, last: T | undefined) => void,
  { most = Infinity }: SliceOptions = {},
): () => void {
  const [later, cancel] = most < Infinity ? [requestAnimationFrame, cancelAnimationFrame] : [setTimeout, clearTimeout];
  let last: T | undefined;
  let next: number;
  const run = (): void => {
    const end = performance.now() + SLICE;
    let isDone = false;
    for (let count = 0; !isDone && count < most && performance.now() < end; count++) {
      const piece = work.next();
      isDone = piece.done === true;
      if (piece.done !== true) last = piece.value;
    }
    if (!isDone) next = later(run) as number;
    onslice(isDone, last);
  };
  next = later(run) as number;
  return () => {
    cancel(next);
    work.return?.();
  };
}
