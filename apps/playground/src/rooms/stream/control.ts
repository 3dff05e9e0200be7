import { asyncScheduler, BehaviorSubject, map, type Subscription } from 'rxjs';
import { ticks } from '../../controls/ticks.ts';
import type { RoomState } from '../../page/address.ts';
import { motionIsReduced } from '../../page/motion.ts';
import { publishState } from '../../page/publish-state.ts';
import type { DriftKind } from './concept.ts';
import { Run, type StreamView, viewOf } from './run.ts';
import {
  formatSettings,
  LAST_EVENT,
  MOST_DRIFTS,
  parseSettings,
  type PipelineSettings,
  type Settings,
} from './settings.ts';

/** Milliseconds that the stream runs before the page gets a turn. */
const SLICE = 8;

/** The state of the room. */
export interface StreamState {
  /** The settings; `event` is the event to show, also while the stream still runs up to it. */
  readonly settings: Settings;
  readonly playing: boolean;
  /** The event that the stream has reached, while it runs up to an earlier chosen one. */
  readonly catchingUp: number | undefined;
  readonly view: StreamView;
}

/** The visitor’s actions on a stream, and the resulting stream of states. */
export class StreamControl {
  readonly state$: BehaviorSubject<StreamState>;
  #run: Run;
  #playing: Subscription | undefined;
  #catchingUp: Subscription | undefined;

  /** The run may be given, as it begins, if it has been made from these settings. */
  constructor(settings: Settings, run = new Run(settings)) {
    this.#run = run;
    this.state$ = new BehaviorSubject<StreamState>({
      settings,
      playing: false,
      catchingUp: undefined,
      view: viewOf(run),
    });
    this.#catchUp();
  }

  /** Plays until it is paused, or at the last event. */
  play(): void {
    this.#playing?.unsubscribe();
    this.#playing = ticks(this.#settings.speed).subscribe(count => this.#tick(count));
    this.#publish({ playing: true });
  }

  pause(): void {
    this.#playing?.unsubscribe();
    this.#playing = undefined;
    this.#publish({ playing: false });
  }

  /** Takes the next events. */
  step(count: number): void {
    this.pause();
    this.#goTo(this.#settings.event + count);
  }

  /** Starts the same stream again, with its drifts. */
  restart(): void {
    this.#begin({ event: 0 });
  }

  /** Changes the concept from the next event on. */
  drift(kind: DriftKind): void {
    const { drifts, event } = this.#settings;
    const others = drifts.filter(({ at }) => at !== event);
    if (others.length >= MOST_DRIFTS) return;
    this.#redrift([...others, { kind, at: event }].sort((a, b) => a.at - b.at));
  }

  /** Removes a drift. If it has begun, the stream runs again without it. */
  undrift(index: number): void {
    const { drifts, event } = this.#settings;
    const left = drifts.filter((_, i) => i !== index);
    if (drifts[index]!.at < event) this.#begin({ drifts: left });
    else this.#redrift(left);
  }

  /** Changes what determines the whole stream: it runs again up to the same event. */
  change(changes: Partial<Pick<PipelineSettings, 'seed' | 'noise' | 'late' | 'detector'>>): void {
    this.#begin(changes);
  }

  /** Sets the speed in events per second. */
  setSpeed(speed: number): void {
    this.#publish({ settings: { ...this.#settings, speed } });
    if (this.#playing !== undefined) this.play();
  }

  /** Ends the stream: no subscription or timer remains. */
  close(): void {
    this.#playing?.unsubscribe();
    this.#catchingUp?.unsubscribe();
    this.#run.close();
    this.state$.complete();
  }

  get #settings(): Settings {
    return this.state$.value.settings;
  }

  #tick(count: number): void {
    // A stream that runs up to its event plays on from there.
    if (this.#catchingUp !== undefined || count === 0) return;
    this.#run.advance(Math.min(this.#settings.event + count, LAST_EVENT), SLICE);
    this.#show();
    if (this.#run.pipeline.event >= LAST_EVENT) this.pause();
  }

  #begin(changes: Partial<Settings>): void {
    const settings = { ...this.#settings, ...changes };
    this.#run.close();
    this.#run = new Run(settings);
    this.#publish({ settings });
    this.#catchUp();
  }

  #redrift(drifts: Settings['drifts']): void {
    const settings = { ...this.#settings, drifts };
    this.#run.follow(settings);
    this.#publish({ settings });
    if (this.#catchingUp === undefined) this.#show();
  }

  #goTo(event: number): void {
    this.#publish({ settings: { ...this.#settings, event: Math.min(event, LAST_EVENT) } });
    this.#catchUp();
  }

  /** Runs up to the event of the settings, a slice at a time. */
  #catchUp(): void {
    this.#catchingUp?.unsubscribe();
    this.#catchingUp = undefined;
    if (this.#run.advance(this.#settings.event, SLICE)) return this.#show();
    this.#publish({ catchingUp: this.#run.pipeline.event });
    this.#catchingUp = asyncScheduler.schedule(() => this.#catchUp());
  }

  /** Publishes what the stream has reached. */
  #show(): void {
    const settings = { ...this.#settings, event: this.#run.pipeline.event };
    this.#publish({ settings, catchingUp: undefined, view: viewOf(this.#run) });
  }

  #publish(changes: Partial<StreamState>): void {
    this.state$.next({ ...this.state$.value, ...changes });
  }
}

/** The opening if motion is reduced: a drift, and where the models are some time after it. */
const STILL: Partial<Settings> = { drifts: [{ kind: 'sudden', at: 600 }], event: 900 };

/** A stream opened from an address. */
export interface OpenedStream {
  readonly control: StreamControl;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
  /** Starts publishing the state of the room. The returned function ends everything. */
  readonly open: () => () => void;
}

/**
 * Opens the stream that an address describes, in two short pieces of work. Without an event in the address, it starts
 * playing.
 */
export function* openStream(asked: RoomState, onstate: (state: RoomState) => void): Generator<void, OpenedStream> {
  const { settings, problems } = parseSettings(asked);
  const isFresh = asked['event'] === undefined;
  const isStill = isFresh && motionIsReduced();
  const first = isStill && asked['drift'] === undefined ? { ...settings, ...STILL } : settings;
  const run = new Run(first);
  yield;
  const control = new StreamControl(first, run);
  const open = (): (() => void) => {
    const publishing = publishState(control.state$.pipe(map(({ settings }) => formatSettings(settings))), onstate);
    if (isFresh && !isStill) control.play();
    return () => {
      publishing.unsubscribe();
      control.close();
    };
  };
  return { control, problems, open };
}
