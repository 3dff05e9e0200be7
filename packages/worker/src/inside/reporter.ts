import { now } from '@thalweg/data/engine';
import type { FromWorker, ReportMessage } from '../wire/protocol.ts';
import { host } from '../wire/host.ts';
import { Packing } from '../wire/packed.ts';

/** The number of step records that may wait for the outside; then the training waits as well. */
const MOST = 10_000;

/** Options of {@link Reporter}. */
export interface ReporterOptions {
  readonly reportMs: number;
  readonly steps: 'all' | 'latest';
  /** The number of step records that the outside has. */
  readonly emitted: number;
  readonly post: (message: FromWorker, buffers: ReadonlySet<ArrayBuffer>) => void;
  /** Called with true when too many step records wait, and with false when they were taken. */
  readonly hold: (held: boolean) => void;
}

/** Sends step records and metrics at a bounded rate, one report after the outside has taken the one before. */
export class Reporter {
  /** The number of step records of the run. */
  emitted: number;
  readonly #options: ReporterOptions;
  #steps: unknown[] = [];
  #metrics: Record<string, unknown> | undefined;
  #reported = -Infinity;
  #awaits = false;
  #timer: unknown;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.emitted = options.emitted;
  }

  step(step: unknown): void {
    this.emitted++;
    if (this.#options.steps === 'latest') this.#steps = [step];
    else if (this.#steps.push(step) === MOST) this.#options.hold(true);
    this.#due();
  }

  metric(name: string, value: unknown): void {
    this.#metrics = { ...this.#metrics, [name]: value };
    this.#due();
  }

  /** The outside has taken a report. */
  taken(): void {
    this.#awaits = false;
    this.#due();
  }

  /** Sends what waits now. */
  flush(): void {
    this.#cancel();
    if (this.#steps.length === 0 && this.#metrics === undefined) return;
    const packing = new Packing();
    const message: ReportMessage = {
      kind: 'report',
      first: this.emitted - this.#steps.length + 1,
      steps: packing.pack(this.#steps),
      metrics: this.#metrics === undefined ? undefined : packing.pack(this.#metrics),
    };
    const held = this.#steps.length >= MOST;
    this.#steps = [];
    this.#metrics = undefined;
    this.#reported = now();
    this.#awaits = true;
    this.#options.post(message, packing.buffers);
    if (held) this.#options.hold(false);
  }

  close(): void {
    this.#cancel();
  }

  #due(): void {
    if (this.#awaits) return;
    const wait = this.#reported + this.#options.reportMs - now();
    if (wait <= 0) return this.flush();
    this.#timer ??= host().setTimeout(() => {
      this.#timer = undefined;
      if (!this.#awaits) this.flush();
    }, wait);
  }

  #cancel(): void {
    if (this.#timer !== undefined) host().clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
