import { eventAt, type EventSettings, type StreamEvent } from './event.ts';
import { monitors, type Reading, type Watched } from './monitors.ts';
import { Pipeline, type Predicted } from './pipeline.ts';
import { reactions, type Weights } from './reactions.ts';
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

/** The part of a run that the page shows after its last event. */
export interface StreamView {
  readonly event: number;
  readonly accuracies: readonly number[];
  readonly watched: readonly Watched[];
  readonly weights: readonly Weights[];
  readonly arrived: Predicted | undefined;
  readonly learned: (Predicted & { readonly label: number }) | undefined;
  readonly waiting: number;
  readonly memory: { readonly event: number; readonly bytes: number };
  /** The past, which grows while the run goes on. */
  readonly history: History;
}

/** Returns what the page shows of a run. */
export function viewOf({ pipeline, history }: Run): StreamView {
  const { event, accuracies, watched, arrived, learned, waiting, memory } = pipeline;
  return {
    event,
    accuracies: [...accuracies],
    watched: [...watched],
    weights: pipeline.weights(),
    arrived,
    learned,
    waiting,
    memory,
    history,
  };
}
