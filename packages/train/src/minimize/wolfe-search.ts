import type { LinePoint } from './line-point.ts';
import { nextTrial, type Bracket, type Limits } from './next-trial.ts';

/**
 * The end of a search. `'found'` is a step that meets both conditions. `'close'` is the best step of a bracket that cannot be
 * divided any more, and `'tired'` the best one after all trials: they decrease the value. `'unbounded'` is the largest
 * step if the function still falls there. Of `'stuck'` and `'notFinite'` no trial was better than the start: because of rounding,
 * or as no trial was finite.
 */
export type WolfeEnd = 'found' | 'close' | 'tired' | 'unbounded' | 'stuck' | 'notFinite';

/** The end of a search, and its step; 0 if there is none. */
export interface WolfeResult {
  readonly end: WolfeEnd;
  readonly step: number;
}

/** The width of a bracket, as a share of its upper end, below which the search ends. */
const NARROW = 1e-10;

/** The extension of a step while no bracket is closed, as a multiple of its way from the best point. */
const EXTEND = { least: 1.1, most: 4 } as const;

/** The state of a search between two trials. */
export class WolfeSearch {
  readonly #origin: LinePoint;
  /** The slope of the line that the value must get below. */
  readonly #slope: number;
  readonly #most: number;
  #bracket: Bracket;
  /** Until a trial decreases enough where the function rises, its distance from the line is minimized. */
  #belowLine = false;
  #width: number;
  #formerWidth: number;
  /** The shortest step that was not finite. */
  #wall = Infinity;
  #anyFinite = false;

  constructor(origin: LinePoint, slope: number, most: number) {
    this.#origin = origin;
    this.#slope = slope;
    this.#most = most;
    this.#bracket = { best: origin, other: origin, closed: false };
    this.#width = most;
    this.#formerWidth = 2 * most;
  }

  /** Returns the step to try after one that was finite. */
  next(trial: LinePoint, decreases: boolean): number {
    this.#anyFinite = true;
    if (decreases && trial.slope >= 0) this.#belowLine = true;
    const { best } = this.#bracket;
    const reduced = !this.#belowLine && trial.value <= best.value && !decreases;
    let at = reduced ? this.#alongLine(trial) : this.#take(nextTrial(this.#bracket, trial, this.#limits(trial)));
    if (this.#bracket.closed) at = this.#divided(at);
    return this.#inside(at, trial);
  }

  /** Returns a shorter step than one that was not finite. */
  shorten(at: number): number {
    this.#wall = at;
    return this.#bracket.best.at + 0.2 * (at - this.#bracket.best.at);
  }

  /** True if there is nothing left to divide between the ends, or no room for another number. */
  isNarrow(next: number): boolean {
    const { best, other, closed } = this.#bracket;
    if (!closed) return next === best.at;
    const [low, high] = [Math.min(best.at, other.at), Math.max(best.at, other.at)];
    return next <= low || next >= high || high - low <= NARROW * high;
  }

  /** Returns the end of a search that has not found what it wanted. */
  best(end: WolfeEnd): WolfeResult {
    const { at, value } = this.#bracket.best;
    if (at > 0 && value < this.#origin.value) return { end, step: at };
    return { end: this.#anyFinite ? 'stuck' : 'notFinite', step: 0 };
  }

  /** The next trial for the distance of the function from the line. */
  #alongLine(trial: LinePoint): number {
    const slope = this.#slope;
    const lower = (point: LinePoint): LinePoint => ({
      at: point.at,
      value: point.value - point.at * slope,
      slope: point.slope - slope,
    });
    const { best, other, closed } = this.#bracket;
    const known = new Map([best, other, trial].map(point => [point.at, point]));
    const taken = nextTrial({ best: lower(best), other: lower(other), closed }, lower(trial), this.#limits(trial));
    const ends = { best: known.get(taken.bracket.best.at)!, other: known.get(taken.bracket.other.at)! };
    return this.#take({ at: taken.at, bracket: { ...ends, closed: taken.bracket.closed } });
  }

  #take({ bracket, at }: { bracket: Bracket; at: number }): number {
    this.#bracket = bracket;
    return at;
  }

  #limits({ at }: LinePoint): Limits {
    const { best, other, closed } = this.#bracket;
    if (closed) return { least: Math.min(best.at, other.at), most: Math.max(best.at, other.at) };
    const way = at - best.at;
    return { least: best.at === 0 ? 0 : at + EXTEND.least * way, most: at + EXTEND.most * way };
  }

  /** Divides a bracket that did not get a third shorter in two trials. */
  #divided(at: number): number {
    const { best, other } = this.#bracket;
    const width = Math.abs(other.at - best.at);
    const slow = width >= 0.66 * this.#formerWidth;
    this.#formerWidth = this.#width;
    this.#width = width;
    return slow ? best.at + 0.5 * (other.at - best.at) : at;
  }

  #inside(at: number, trial: LinePoint): number {
    const step = Math.min(this.#most, Math.max(0, at));
    if (step < this.#wall) return step;
    return trial.at + 0.5 * (this.#wall - trial.at);
  }
}
