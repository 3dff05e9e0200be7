import { eventAt, type EventSettings, type StreamEvent } from './event.ts';
import { monitors } from './monitors/monitors.ts';
import type { Reading } from './monitors/monitor.ts';
import type { Pipeline } from './pipeline.ts';
import { reactions } from './reactions/reactions.ts';

/** The number of events that the curves show. */
export const REACH = 2000;
/** The number of events between two points of a curve. */
const EVERY = 5;
/** The number of events that the plane shows. */
const DOTS = 150;

/** The numbers of a pipeline after an event. */
export interface Sample {
  readonly event: number;
  readonly accuracies: readonly number[];
  readonly readings: readonly (Reading | undefined)[];
}

/** The last events of a pipeline, as many as the page shows: what is older is dropped. */
export class History {
  readonly samples: Sample[] = [];
  /** The events at which each model reacted. */
  readonly reactions: number[][] = reactions.map(() => []);
  /** The events at which each detector reported a drift. */
  readonly alarms: number[][] = monitors.map(() => []);
  /** The measurements of the memory. */
  readonly memory: Pipeline['memory'][] = [];
  /** The last events, the oldest first. */
  readonly recent: StreamEvent[] = [];

  /** Adds what a pipeline holds after an event. */
  add({ event, accuracies, watched, memory }: Pipeline, settings: EventSettings): void {
    this.recent.push(eventAt(settings, event));
    if (this.recent.length > DOTS) this.recent.shift();
    if (memory.event === event) this.memory.push(memory);
    if (event % EVERY !== 0) return;
    this.samples.push({ event, accuracies: [...accuracies], readings: watched.map(({ reading }) => reading) });
    const first = event - REACH;
    for (const list of [this.samples, this.memory]) if (list[0] !== undefined && list[0].event < first) list.shift();
    for (const list of [...this.reactions, ...this.alarms])
      while (list[0] !== undefined && list[0] < first) list.shift();
  }
}
