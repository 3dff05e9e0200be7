/** The longest time, in milliseconds, that a slice of the work may take. */
const SLICE = 8;

/**
 * Runs a generator in slices, so that the page stays responsive, and calls `onslice` after each. The first slice runs
 * later, too. The returned function stops the work.
 */
export function inSlices(work: Iterator<unknown>, onslice: (isDone: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const run = (): void => {
    const end = performance.now() + SLICE;
    let isDone = false;
    do isDone = work.next().done === true;
    while (!isDone && performance.now() < end);
    if (!isDone) timer = setTimeout(run);
    onslice(isDone);
  };
  timer = setTimeout(run);
  return () => clearTimeout(timer);
}
