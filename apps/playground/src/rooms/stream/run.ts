import { History } from './history.ts';
import { Pipeline } from './pipeline.ts';
import type { PipelineSettings } from './settings.ts';

/** A pipeline and what the page shows of its past. */
export class Run {
  readonly history = new History();
  readonly pipeline: Pipeline;
  #settings: PipelineSettings;

  constructor(settings: PipelineSettings) {
    const { reactions, alarms } = this.history;
    this.#settings = settings;
    this.pipeline = new Pipeline(settings, {
      reacted: (reaction, event) => reactions[reaction]!.push(event),
      alarmed: (monitor, event) => alarms[monitor]!.push(event),
    });
  }

  /** Applies other drifts, which begin after the last event. */
  follow(settings: PipelineSettings): void {
    this.#settings = settings;
    this.pipeline.follow(settings);
  }

  /** Takes events up to a number, or until a time in milliseconds has passed. Returns whether the number is reached. */
  advance(event: number, budget = Infinity): boolean {
    const end = performance.now() + budget;
    while (this.pipeline.event < event) {
      this.pipeline.next();
      this.history.add(this.pipeline, this.#settings);
      if (performance.now() > end) break;
    }
    return this.pipeline.event >= event;
  }

  close(): void {
    this.pipeline.close();
  }
}
