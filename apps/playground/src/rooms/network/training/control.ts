import { BehaviorSubject, interval, type Subscription } from 'rxjs';
import type { Point } from '../../descent/race/point.ts';
import { ticks } from '../../../controls/ticks.ts';
import { changedAt, valueAt, type Timeline } from '../../descent/race/timeline.ts';
import { firstDials, LAST_STEP, MOST_OWN_POINTS, POINTS, type Settings, withEdit } from './settings.ts';
import type { WeightPlace } from '../pipeline/set-weight.ts';
import { fitsNetwork, mostClasses, structureOf } from './structure.ts';
import { isMeasured, measure, type Measured } from './history.ts';
import { type Change, LookAhead, MapReader } from './maps.ts';
import type { LabelledPoint } from '../pipeline/points.ts';
import { classesOf } from './points-text.ts';
import { Run } from './run.ts';

/** The milliseconds that steps may take at once: a frame also needs time for its pictures. */
const BUDGET = 7;

/** The milliseconds between two updates of the curves while the network learns. */
const CURVES_EVERY = 150;

/** The state of a training. */
export interface NetworkState {
  /** The settings; their step is the current one. */
  readonly settings: Settings;
  readonly playing: boolean;
  /** The step that the training is on its way to, without a pause between steps; `undefined` once it is there. */
  readonly target: number | undefined;
  readonly now: Measured;
  readonly curves: readonly Measured[];
  /** Counts the networks: a number that changes when another one begins to learn. */
  readonly network: number;
}

/** A network that learns, and the maps of its units and classes. */
interface MadeNetwork {
  readonly run: Run;
  readonly maps: MapReader;
}

function madeOf(settings: Settings): MadeNetwork {
  const run = new Run(settings);
  return { run, maps: new MapReader(run) };
}

/** The visitor’s actions on a training, and the resulting stream of states. */
export class NetworkControl {
  readonly state$: BehaviorSubject<NetworkState>;
  #run: Run;
  #maps: MapReader;
  #ahead: LookAhead | undefined;
  #history: Measured[] = [];
  #curves: readonly Measured[] = [];
  #curvesAt = -Infinity;
  #network = 0;
  #playing: Subscription | undefined;
  #going: Subscription | undefined;
  #target: number | undefined;

  /** The network may be given, at step 0, if it has been made for these settings. */
  constructor(settings: Settings, made: MadeNetwork = madeOf(settings)) {
    const { step } = settings;
    ({ run: this.#run, maps: this.#maps } = this.#begin(made));
    this.state$ = new BehaviorSubject(this.#stateFor({ ...settings, step: 0 }));
    this.goTo(step);
  }

  /** The network that learns, with its points. */
  get run(): Run {
    return this.#run;
  }

  /** The maps of its units and classes. */
  get maps(): MapReader {
    return this.#maps;
  }

  /** Plays until it is paused, or at the last step. */
  play(): void {
    this.#playing?.unsubscribe();
    this.#playing = ticks(this.#settings.speed).subscribe(steps => {
      if (this.#target === undefined) this.#take(this.#settings.step + steps);
    });
    this.#publish();
  }

  pause(): void {
    this.#playing = void this.#playing?.unsubscribe();
    this.#stop();
    this.#publish();
  }

  /** Goes to a step: forwards from here, or back from the start. What takes long is done in slices. */
  goTo(step: number): void {
    const target = Math.min(Math.max(step, 0), LAST_STEP);
    if (target < this.#run.step) this.#restart(this.#settings);
    this.#going?.unsubscribe();
    this.#target = target;
    this.#take(target);
    if (this.#run.step < target) this.#going = interval(0).subscribe(() => this.#take(target));
  }

  /** Begins again at step 0, with the sliders as they are now and no weight set by hand. */
  reset(changes: Partial<Settings> = {}): void {
    const { dials, strength, step } = this.#settings;
    const level = (timeline: Timeline): Timeline => [[0, valueAt(timeline, step)]];
    const levels = Object.fromEntries(Object.entries(dials).map(([name, timeline]) => [name, level(timeline)]));
    this.#stop();
    const next = { ...this.#settings, dials: levels, strength: level(strength), edits: [], ...changes, step: 0 };
    const { chosen } = next;
    // Another network may not have the weight.
    this.#restart({ ...next, chosen: chosen && fitsNetwork(next, [chosen]) ? chosen : undefined });
  }

  /** Changes what determines the network, its data or its optimizer: the training begins again. */
  choose(changes: Partial<Settings>): void {
    const settings = { ...this.#settings, ...changes };
    if (structureOf(settings) === structureOf(this.#settings)) return;
    const isOther = settings.optimizer !== this.#settings.optimizer;
    this.reset(isOther ? { dials: firstDials(settings.optimizer), ...changes } : changes);
  }

  /** Chooses a shape, with as many classes as it can have of the current ones. */
  chooseShape(shape: Settings['shape']): void {
    const { classes, points } = this.#settings;
    this.choose({ shape, classes: Math.max(classesOf(points), Math.min(classes, mostClasses(shape))) });
  }

  /** Chooses the number of classes; points of a class that is no longer there are removed. */
  chooseClasses(classes: number): void {
    this.choose({ classes, points: this.#settings.points.filter(([, , label]) => label < classes) });
  }

  /** Chooses the number of points in a batch; what is no such number changes nothing. */
  chooseBatch(batch: number): void {
    if (Number.isInteger(batch) && batch >= 1 && batch <= POINTS / 2) this.choose({ batch });
    else this.#publish();
  }

  /** Adds a point of a class, and begins again. */
  addPoint([x, y]: Point, label: number): void {
    const round = (value: number): number => Math.round(value * 100) / 100 + 0;
    this.addPoints([[round(x), round(y), label]]);
  }

  /** Adds points, up to the number that fits, and begins again. */
  addPoints(added: readonly LabelledPoint[]): void {
    const points = [...this.#settings.points, ...added].slice(0, MOST_OWN_POINTS);
    this.choose({ points, classes: Math.max(this.#settings.classes, classesOf(points)) });
  }

  /** Moves a slider of the optimizer: the new value applies from the next step on. */
  slide(dial: string, value: number): void {
    const { dials, step } = this.#settings;
    this.#change({ dials: { ...dials, [dial]: changedAt(dials[dial]!, step, value) } });
  }

  /** Sets the weight of the penalty from the next step on. */
  strengthen(value: number): void {
    const { strength, step } = this.#settings;
    this.#change({ strength: changedAt(strength, step, value) });
  }

  /** Sets a weight now. */
  setWeight(place: WeightPlace, value: number): void {
    const { edits, step } = this.#settings;
    const settings = { ...this.#settings, edits: withEdit(edits, { ...place, step, value }) };
    this.#run.edit(settings);
    this.state$.next(this.#stateFor(settings));
  }

  /** Changes what is shown, or the speed. */
  show(changes: Partial<Pick<Settings, 'tests' | 'ahead' | 'chosen' | 'speed'>>): void {
    this.#change(changes);
    if (changes.speed !== undefined && this.#playing !== undefined) this.play();
  }

  /** Returns what the next step would do to the maps; computed only when it is asked for. */
  readAhead(): Change {
    this.#ahead ??= new LookAhead(this.#settings);
    return this.#ahead.read(this.#run, this.#maps.read(), this.#settings);
  }

  /** Ends the training: no subscription, frame or timer remains. */
  close(): void {
    this.#playing?.unsubscribe();
    this.#stop();
    this.#run.close();
    this.#ahead?.close();
    this.state$.complete();
  }

  get #settings(): Settings {
    return this.state$.value.settings;
  }

  #begin(made: MadeNetwork): MadeNetwork {
    this.#ahead?.close();
    this.#ahead = undefined;
    this.#network++;
    this.#history = [measure(made.run)];
    return made;
  }

  #restart(settings: Settings): void {
    this.#run.close();
    ({ run: this.#run, maps: this.#maps } = this.#begin(madeOf(settings)));
    this.#curvesAt = -Infinity;
    this.state$.next(this.#stateFor({ ...settings, step: 0 }));
  }

  #stop(): void {
    this.#going?.unsubscribe();
    this.#target = undefined;
  }

  /** Takes steps up to the given one, but no longer than the budget. */
  #take(to: number): void {
    const until = performance.now() + BUDGET;
    const settings = this.#settings;
    const last = Math.min(to, LAST_STEP);
    // At least one step, however slow they are.
    do {
      if (this.#run.step >= last) break;
      this.#run.advance(settings);
      if (isMeasured(this.#run.step)) this.#history.push(measure(this.#run));
    } while (performance.now() < until);
    if (this.#target === this.#run.step) this.#stop();
    if (this.#run.step >= LAST_STEP || this.#isLost()) this.#playing = void this.#playing?.unsubscribe();
    this.#change({ step: this.#run.step });
  }

  #isLost(): boolean {
    const last = this.#history.at(-1)?.train;
    return last !== undefined && !Number.isFinite(last.loss);
  }

  #change(changes: Partial<Settings>): void {
    this.state$.next(this.#stateFor({ ...this.#settings, ...changes }));
  }

  #publish(): void {
    this.#change({});
  }

  #stateFor(settings: Settings): NetworkState {
    const playing = this.#playing !== undefined;
    const isMoving = playing || this.#target !== undefined;
    if (!isMoving || performance.now() - this.#curvesAt > CURVES_EVERY) {
      this.#curvesAt = performance.now();
      this.#curves = [...this.#history];
    }
    return {
      settings,
      playing,
      target: this.#target,
      now: measure(this.#run),
      curves: this.#curves,
      network: this.#network,
    };
  }
}
