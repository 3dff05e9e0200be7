import { make, write } from '../draw/make.ts';
import { messageOf } from '../watch/view-subscription.ts';

/** A line that shows the first current error, and is hidden while there is none. */
export class ErrorMessage {
  readonly element: HTMLParagraphElement = make('p', 'message');
  readonly #errors = new Map<unknown, unknown>();

  constructor() {
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  /** Records the error of a source, or clears it if `error` is undefined. */
  set(source: unknown, error: unknown): void {
    if (error === undefined) this.#errors.delete(source);
    else this.#errors.set(source, error);
    this.#render();
  }

  clear(): void {
    this.#errors.clear();
    this.#render();
  }

  #render(): void {
    const [first] = this.#errors.values();
    this.element.hidden = first === undefined;
    write(this.element, first === undefined ? '' : messageOf(first));
  }
}
