/** An answer that is awaited, and that can be given up. */
export class Pending<T> {
  // A race with a promise that lasts as long as the reading would hold every answer as long.
  #settle: ((answer: undefined) => void) | undefined;

  /** Returns a promise of the answer, or of `undefined` if it is given up before. */
  wait(answer: Promise<T | undefined>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      answer.then(resolve, reject);
    });
  }

  /** Answers `undefined` to the caller that waits. */
  giveUp(): void {
    this.#settle?.(undefined);
    this.#settle = undefined;
  }
}
