/** The milliseconds after which a slice of work ends. */
const SLICE = 8;

/**
 * Runs a generator to its end in short tasks, so that the page paints and answers between them, and calls back with the
 * result. The returned function cancels it.
 */
export function inSlices<T>(work: Generator<unknown, T>, done: (result: T) => void): () => void {
  let timer = setTimeout(advance);
  function advance(): void {
    const end = performance.now() + SLICE;
    do {
      const { done: isDone, value } = work.next();
      if (isDone) return done(value);
    } while (performance.now() < end);
    timer = setTimeout(advance);
  }
  return () => clearTimeout(timer);
}
