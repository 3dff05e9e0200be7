/** Figures by name. */
export type Figures = Readonly<Record<string, number | string | undefined>>;

interface ProgressSource<R> {
  readonly label: string;
  readonly total: number | (() => number | undefined) | undefined;
  readonly done: ((record: R) => number) | undefined;
  readonly show: ((record: R) => Figures) | undefined;
}

/** The fields of a training's record. */
interface Stepped {
  readonly step?: unknown;
  readonly epoch?: unknown;
  readonly loss?: unknown;
  readonly metrics?: unknown;
  readonly validation?: unknown;
}

interface LineOptions {
  readonly width?: number;
  readonly bar?: boolean;
  readonly ended?: boolean;
}

/** The characters of a bar. */
const LONGEST = 20;

const SHORTEST = 6;

/** Characters that move the cursor, or turn the direction of what follows them. */
const UNSEEN = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** The progress of a stream, and its line of text. */
export class ProgressState<R> {
  readonly #source: ProgressSource<R>;
  readonly #figures = new Map<string, string>();
  readonly #pace = new Pace();
  #count = 0;
  #last: R | undefined;
  #unit = '';
  /** True if one of the user's functions has thrown an error: none is called again. */
  #failed = false;
  #total: number | undefined;

  constructor(source: ProgressSource<R>) {
    this.#source = source;
    if (typeof source.total === 'number') this.#total = source.total;
  }

  /** The epoch of the last record, if it has one. */
  get epoch(): unknown {
    return steppedIn(this.#last)?.epoch;
  }

  /** True if a record came. */
  get begun(): boolean {
    return this.#count > 0;
  }

  take(record: R): void {
    this.#last = record;
    this.#count++;
    if (steppedIn(record)?.validation !== undefined) this.update();
  }

  /** Takes the amount done and the figures from the last record. */
  update(): void {
    const last = this.#last;
    if (last === undefined) return;
    if (typeof steppedIn(last)?.step === 'number' && this.#source.done === undefined) this.#unit = 'step ';
    this.#asked(() => {
      const { total } = this.#source;
      if (typeof total === 'function') this.#total = total();
      this.#pace.reach(this.#doneAt(last));
      this.#show(last);
    });
  }

  /** Returns the progress as a line of at most `width` columns, with a bar if a terminal can draw it. */
  line({ width = Infinity, bar = false, ended = false }: LineOptions = {}): string {
    const known = Number.isFinite(this.#total) ? this.#total : undefined;
    const { value } = this.#pace;
    const parts = [
      ...(known === undefined ? [`${this.#unit}${value}`] : [percent(value, known), `${this.#unit}${value}/${known}`]),
      ...this.#times(known === undefined ? undefined : known - value, ended),
      ...[...this.#figures].map(([name, text]) => `${name} ${text}`),
    ];
    const { label } = this.#source;
    const before = label === '' ? '' : `${label}  `;
    const fits = (): number => width - columnsOf(before + parts.join('  '));
    const least = bar && known !== undefined ? SHORTEST + 2 : 0;
    while (parts.length > 1 && fits() < least) parts.pop();
    if (least > 0) parts.unshift(barOf(share(value, known!), Math.min(LONGEST, fits() - 2)));
    return fitted((before + parts.join('  ')).replace(UNSEEN, ' '), width);
  }

  #times(left: number | undefined, ended: boolean): string[] {
    if (!this.begun) return [];
    const rate = ended ? this.#pace.overall : this.#pace.recent;
    // A single record has no rate.
    const rates = Number.isFinite(rate) && rate > 0 ? [rateText(rate)] : [];
    if (ended) return [...rates, `in ${timeText(this.#pace.seconds)}`];
    return left === undefined || rates.length === 0 ? rates : [...rates, `${timeText(left / rate)} left`];
  }

  #doneAt(record: R): number {
    const { done } = this.#source;
    if (done !== undefined) return done(record);
    const step = steppedIn(record)?.step;
    return typeof step === 'number' ? step : this.#count;
  }

  #asked(ask: () => void): void {
    if (this.#failed) return;
    this.#failed = true;
    ask();
    this.#failed = false;
  }

  #show(record: R): void {
    const figures = this.#source.show === undefined ? figuresOf(record) : this.#source.show(record);
    for (const [name, figure] of Object.entries(figures))
      if (figure !== undefined) this.#figures.set(name, figureText(figure));
  }
}

function share(value: number, total: number): number {
  return total === 0 ? 1 : Math.max(0, Math.min(1, value / total));
}

function percent(value: number, total: number): string {
  return `${Math.floor(100 * share(value, total))}%`;
}

function barOf(share: number, length: number): string {
  const filled = Math.floor(share * Math.max(0, length));
  return '█'.repeat(filled) + '░'.repeat(Math.max(0, length - filled));
}

function steppedIn(record: unknown): Stepped | undefined {
  return typeof record === 'object' && record !== null ? record : undefined;
}

/** The figures of a record of a training. */
function figuresOf(record: unknown): Figures {
  const { epoch, loss, metrics, validation } = steppedIn(record) ?? {};
  const { count: _, ...validated } = numbersIn(validation);
  const all = Object.entries(validated).map(([name, value]) => [`validation ${name}`, value] as const);
  return { ...numbersIn({ epoch, loss }), ...numbersIn(metrics), ...Object.fromEntries(all) };
}

function numbersIn(values: unknown): Record<string, number> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'number')) as Record<string, number>;
} // prettier-ignore

/** Characters that take two columns of a terminal, and those that take none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;

const NARROWEST = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Returns the number of columns that a text takes in a terminal. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

/** Returns the beginning of a text, as much of it as fits into so many columns. */
function fitted(text: string, columns: number): string {
  let left = columns;
  let beginning = '';
  for (const character of text) {
    left -= columnsOfOne(character);
    if (left < 0) break;
    beginning += character;
  }
  return beginning;
}

function columnsOfOne(character: string): number {
  if (character < '\u0300') return 1;
  if (WIDE.test(character)) return 2;
  return NARROWEST.test(character) ? 0 : 1;
}

/** Formats a figure: numbers with four digits that count. */
function figureText(figure: number | string): string {
  if (typeof figure === 'string' || Number.isInteger(figure)) return String(figure);
  return figure.toPrecision(4);
}

/** Formats a number of records in a second. */
function rateText(rate: number): string {
  return `${rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2))}/s`;
}

/** Formats a time in seconds. */
function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The number of moments that a pace is measured over: about five seconds. */
const WINDOW = 50;

/** The least milliseconds between a moment and the one before the last. */
const SPACING = 100;

interface Moment {
  readonly time: number;
  readonly value: number;
}

/** The pace of a run, recently and on the whole. It is measured from the first record on, as a source may begin late. */
class Pace {
  readonly #opened = performance.now();
  #moments: Moment[] = [];
  #start: Moment | undefined;
  #value = 0;

  /** The amount that is done. */
  get value(): number {
    return this.#value;
  }

  /** The seconds since it was opened. */
  get seconds(): number {
    return (performance.now() - this.#opened) / 1000;
  }

  /** The amount in a second since the first record; NaN while it is unknown. */
  get overall(): number {
    return this.#start === undefined ? NaN : rate(this.#start, { time: performance.now(), value: this.#value });
  }

  /** The amount in a second, in the seconds before the last record; NaN while it is unknown. */
  get recent(): number {
    return this.#moments.length < 2 ? NaN : rate(this.#moments[0]!, this.#moments.at(-1)!);
  }

  reach(value: number): void {
    const moment = { time: performance.now(), value };
    this.#start ??= moment;
    this.#value = value;
    // Moments that come fast are one, so that the window keeps its length in time.
    if (this.#moments.length > 1 && moment.time - this.#moments.at(-2)!.time < SPACING) this.#moments.pop();
    this.#moments.push(moment);
    if (this.#moments.length > WINDOW) this.#moments.shift();
  }
}

function rate(from: Moment, to: Moment): number {
  return to.time > from.time ? ((to.value - from.value) * 1000) / (to.time - from.time) : NaN;
}
