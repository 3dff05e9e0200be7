import type { AbortSignalLike } from './abort-signal-like.ts';

interface Controller {
  readonly signal: AbortSignalLike;
  abort(): void;
}

interface Host {
  readonly AbortController: new () => Controller;
}

/** A signal that can be aborted. The host's signal is made when somebody asks for it: making one takes microseconds. */
export class Abortable {
  #controller: Controller | undefined;
  #aborted = false;

  get signal(): AbortSignalLike {
    if (this.#controller === undefined) {
      this.#controller = new (globalThis as unknown as Host).AbortController();
      if (this.#aborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }
}
