/** The length of the measured window, in milliseconds. */
const WINDOW = 500;

/** Measures the speed in steps per second. */
export class Speedometer {
  #from = { step: 0, at: 0 };
  #speed = 0;

  /** Restarts the measurement. */
  reset(step: number): void {
    this.#from = { step, at: performance.now() };
    this.#speed = 0;
  }

  /** Returns the steps per second over the last half second; 0 before that. */
  read(step: number): number {
    const at = performance.now();
    if (at - this.#from.at < WINDOW) return this.#speed;
    this.#speed = ((step - this.#from.step) * 1000) / (at - this.#from.at);
    this.#from = { step, at };
    return this.#speed;
  }
}
