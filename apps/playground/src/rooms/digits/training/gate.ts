import { BehaviorSubject, type Observable } from 'rxjs';

/** Why a training is held. */
export type Hold = 'rest' | 'test' | 'pace';

/** Lets a training run while nothing holds it. */
export class Gate {
  readonly #holds = new Set<Hold>();
  readonly #running = new BehaviorSubject(true);
  readonly running: Observable<boolean> = this.#running.asObservable();

  hold(reason: Hold): void {
    this.#holds.add(reason);
    this.#tell();
  }

  release(reason: Hold): void {
    this.#holds.delete(reason);
    this.#tell();
  }

  #tell(): void {
    const isOpen = this.#holds.size === 0;
    if (isOpen !== this.#running.value) this.#running.next(isOpen);
  }
}
