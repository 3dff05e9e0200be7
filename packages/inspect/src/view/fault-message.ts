import { make, write } from '../draw/make.ts';
import { messageOf } from '../watch/watched-reading.ts';

/** A line that says what went wrong, for as long as it does. */
export class FaultMessage {
  readonly element: HTMLParagraphElement = make('p', 'message');
  readonly #faults = new Map<unknown, unknown>();

  constructor() {
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  /** Takes the fault of something, or that it has none any more. */
  set(what: unknown, error: unknown): void {
    if (error === undefined) this.#faults.delete(what);
    else this.#faults.set(what, error);
    this.#tell();
  }

  clear(): void {
    this.#faults.clear();
    this.#tell();
  }

  #tell(): void {
    const [first] = this.#faults.values();
    this.element.hidden = first === undefined;
    write(this.element, first === undefined ? '' : messageOf(first));
  }
}
