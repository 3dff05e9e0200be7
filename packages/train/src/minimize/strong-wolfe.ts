import { ContractError } from '@thalweg/tensor';

/** Options of {@link strongWolfe}. */
export interface WolfeOptions {
  /** The first step to try. */
  readonly first: number;
  /** c₁: the share of the decrease along the first slope that must be reached. */
  readonly c1: number;
  /** c₂: the share of the first slope that may be left. */
  readonly c2: number;
  /** The largest step; 1e10 by default. */
  readonly most?: number;
  /** The largest number of trials; 20 by default. */
  readonly trials?: number;
}

/**
 * Searches along a line for a step that meets the strong Wolfe conditions, `φ(α) ≤ φ(0) + c₁ α φ′(0)` and
 * `|φ′(α)| ≤ c₂ |φ′(0)|`. It yields the steps to try, and is given the value and the slope at each. A trial that is not
 * finite is too long.
 *
 * - **Throws** `ContractError` if the function does not fall at the start
 * - **Source** Moré and Thuente, "Line Search Algorithms with Guaranteed Sufficient Decrease", 1994, with the conditions of
 *   Nocedal and Wright, "Numerical Optimization", 2006, eq. 3.7
 */
export function* strongWolfe(
  start: Pick<LinePoint, 'value' | 'slope'>,
  { first, c1, c2, most = 1e10, trials = 20 }: WolfeOptions,
): Generator<number, WolfeResult, Pick<LinePoint, 'value' | 'slope'>> {
  if (!(start.slope < 0))
    throw new ContractError(
      'strongWolfe',
      'the slope at 0 must be below 0',
      String(start.slope),
      'Turn the direction.',
    );
  const origin: LinePoint = { at: 0, ...start };
  const search = new WolfeSearch(origin, c1 * start.slope, most);
  let at = Math.min(first, most);
  for (let count = 0; count < trials; count++) {
    const trial: LinePoint = { at, ...(yield at) };
    if (!Number.isFinite(trial.value) || !Number.isFinite(trial.slope)) at = search.shorten(at);
    else {
      const decreases = trial.value <= start.value + c1 * at * start.slope;
      if (decreases && Math.abs(trial.slope) <= -c2 * start.slope) return { end: 'found', step: at };
      if (decreases && at === most && trial.slope <= c1 * start.slope) return { end: 'unbounded', step: at };
      at = search.next(trial, decreases);
    }
    if (search.isNarrow(at)) return search.best('close');
  }
  return search.best('tired');
}

/**
 * The end of a search. `'found'` is a step that meets both conditions. `'close'` is the best step of a bracket that cannot be
 * divided any more, and `'tired'` the best one after all trials: they decrease the value. `'unbounded'` is the largest
 * step if the function still falls there. Of `'stuck'` and `'notFinite'` no trial was better than the start: because of rounding,
 * or as no trial was finite.
 */
type WolfeEnd = 'found' | 'close' | 'tired' | 'unbounded' | 'stuck' | 'notFinite';

/** The end of a search, and its step; 0 if there is none. */
interface WolfeResult {
  readonly end: WolfeEnd;
  readonly step: number;
}

/** The width of a bracket, as a share of its upper end, below which the search ends. */
const NARROW = 1e-10;

/** The extension of a step while no bracket is closed, as a multiple of its way from the best point. */
const EXTEND = { least: 1.1, most: 4 } as const;

/** The state of a search between two trials. */
class WolfeSearch {
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

/** The part of a line in which a minimum is searched. */
interface Bracket {
  /** The end with the least value so far. */
  readonly best: LinePoint;
  /** The other end: the same as `best` while there is none. */
  readonly other: LinePoint;
  /** True if a minimum is known to be between the ends. */
  readonly closed: boolean;
}

/** The limits of the next trial. */
interface Limits {
  readonly least: number;
  readonly most: number;
}

/** The share of a bracket that a trial may cross towards its other end. */
const SHARE = 0.66;

/**
 * Returns the bracket that a trial leaves, and where to try next: by the cubic and the parabola through the values and the
 * slopes, whichever is safer.
 *
 * - **Source** Moré and Thuente, "Line Search Algorithms with Guaranteed Sufficient Decrease", 1994, §4, cases 1 to 4
 */
function nextTrial(bracket: Bracket, trial: LinePoint, limits: Limits): { bracket: Bracket; at: number } {
  const { best } = bracket;
  const turns = Math.sign(trial.slope) * Math.sign(best.slope) < 0;
  if (trial.value > best.value)
    return { bracket: { best, other: trial, closed: true }, at: betweenHigher(best, trial) };
  if (turns) return { bracket: { best: trial, other: best, closed: true }, at: betweenTurning(best, trial) };
  const at =
    Math.abs(trial.slope) < Math.abs(best.slope)
      ? beyondFlatter(bracket, trial, limits)
      : beyondSteeper(bracket, trial, limits);
  return { bracket: { ...bracket, best: trial }, at };
}

/** The trial is higher: the minimum lies between, and the cubic is trusted where it stays closer to the lower end. */
function betweenHigher(best: LinePoint, trial: LinePoint): number {
  const width = trial.at - best.at;
  const cubic = cubicMinimum(best, trial).at;
  const parabola = best.at + (best.slope / ((best.value - trial.value) / width + best.slope) / 2) * width;
  return Math.abs(cubic - best.at) < Math.abs(parabola - best.at) ? cubic : cubic + (parabola - cubic) / 2;
}

/** The trial is lower and its slope has turned: the minimum lies between. */
function betweenTurning(best: LinePoint, trial: LinePoint): number {
  return farther(trial, cubicMinimum(trial, best).at, secantMinimum(trial, best));
}

/** The trial is lower and flatter: the minimum is further on, and the cubic may have none there. */
function beyondFlatter({ best, other, closed }: Bracket, trial: LinePoint, { least, most }: Limits): number {
  const { ratio, root, at } = cubicMinimum(trial, best);
  const ahead = trial.at > best.at;
  const cubic = ratio < 0 && root !== 0 ? at : ahead ? most : least;
  const secant = secantMinimum(trial, best);
  if (!closed) return Math.min(most, Math.max(least, farther(trial, cubic, secant)));
  const far = trial.at + SHARE * (other.at - trial.at);
  const near = farther(trial, cubic, secant) === cubic ? secant : cubic;
  return ahead ? Math.min(far, near) : Math.max(far, near);
}

/** The trial is lower and no flatter: the minimum is further on, towards the other end if there is one. */
function beyondSteeper({ best, other, closed }: Bracket, trial: LinePoint, { least, most }: Limits): number {
  if (closed) return cubicMinimum(trial, other).at;
  return trial.at > best.at ? most : least;
}

/** Returns the one of two places that is farther from a point; the second if they are equally far. */
function farther({ at }: LinePoint, a: number, b: number): number {
  return Math.abs(a - at) > Math.abs(b - at) ? a : b;
}

/** The step at which the slope would be 0 if it were linear. */
function secantMinimum(near: LinePoint, far: LinePoint): number {
  return near.at + (near.slope / (near.slope - far.slope)) * (far.at - near.at);
}

/** The minimum of the cubic through two points, and its share of the way from `near` to `far`. */
function cubicMinimum(near: LinePoint, far: LinePoint): { at: number; ratio: number; root: number } {
  const theta = (3 * (far.value - near.value)) / (near.at - far.at) + near.slope + far.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(near.slope), Math.abs(far.slope));
  const square = (theta / scale) ** 2 - (near.slope / scale) * (far.slope / scale);
  const root = Math.sign(far.at - near.at) * scale * Math.sqrt(Math.max(0, square));
  const ratio = (root - near.slope + theta) / (root - near.slope + root + far.slope);
  return { at: near.at + ratio * (far.at - near.at), ratio, root };
}

/** A point of a function along a line: where it is, the value there, and its slope. */
interface LinePoint {
  readonly at: number;
  readonly value: number;
  readonly slope: number;
}
