import type { Log, SealOptions } from '@thalweg/log';
import type { Snapshot } from '@thalweg/train';
import type { Subscription } from 'rxjs';
import { modelPublisher, type ModelPublisher } from '../models/model-publisher.ts';
import { whileUnavailable } from './while-unavailable.ts';

/** Options of {@link RoundPublisher}. */
export interface RoundPublisherOptions {
  readonly log: Log;
  readonly name: string;
  readonly epoch: number;
  readonly seal: SealOptions | undefined;
  /** Publishing ends with it. */
  readonly run: Subscription;
}

/** Publishes the model of a run: one version at a time, of those that wait only the newest. */
export class RoundPublisher {
  readonly #publisher: ModelPublisher;
  readonly #run: Subscription;
  #going: Promise<void> | undefined;
  #waiting = false;

  constructor({ log, name, epoch, seal, run }: RoundPublisherOptions) {
    this.#publisher = modelPublisher(log, name, { epoch, seal, verify: true });
    this.#run = run;
  }

  /** Publishes what a function returns when its turn comes. Fulfils when nothing waits any more. */
  publish(model: () => Snapshot): Promise<void> {
    this.#waiting = true;
    return (this.#going ??= this.#publishAll(model));
  }

  async #publishAll(model: () => Snapshot): Promise<void> {
    try {
      while (this.#waiting && !this.#run.closed) {
        this.#waiting = false;
        const taken = model();
        const { outcome } = await whileUnavailable(this.#run, () => this.#publisher.publish(taken));
        // An earlier leader came first. From this version on, it is refused.
        if (outcome === 'superseded') this.#waiting = true;
      }
    } finally {
      this.#going = undefined;
    }
  }
}
