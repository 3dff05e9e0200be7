import { BehaviorSubject, type Observable } from 'rxjs';

/** The reason why a training is paused: it rests, is tested, would be too fast, or the page takes no more events. */
export type Hold = 'rest' | 'test' | 'rate' | 'page';

/** Lets a training run while there is no reason to pause it. */
export class Gate {
  readonly #holds = new Set<Hold>();
  readonly #running = new BehaviorSubject(true);
  readonly running: Observable<boolean> = this.#running.asObservable();

  hold(reason: Hold): void {
    this.#holds.add(reason);
    this.#update();
  }

  release(reason: Hold): void {
    this.#holds.delete(reason);
    this.#update();
  }

  #update(): void {
    const isOpen = this.#holds.size === 0;
    if (isOpen !== this.#running.value) this.#running.next(isOpen);
  }
}
