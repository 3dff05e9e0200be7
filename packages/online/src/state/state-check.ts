import { printed } from '@thalweg/tensor/engine';
import { StateError } from '@thalweg/train';

/** The largest count of a state: no stream reaches it, and counting on from it is exact. */
const MOST = 2 ** 52;

/** Says what must hold of a state that is restored. Each method throws `StateError` for what does not. */
export class StateCheck {
  readonly #operator: string;

  constructor(operator: string) {
    this.#operator = operator;
  }

  /** Throws unless a claim holds, such as 'errors must be at most count', which is about what is given. */
  must(holds: boolean, claim: string, given: unknown): void {
    if (holds) return;
    const advice = 'It is damaged: read it from the file again, or an older one.';
    throw new StateError(this.#operator, `in a state, ${claim}`, printed(given).slice(0, 100), advice);
  }

  /** Throws unless all fields are whole numbers of at least 0. */
  counts(fields: Fields): void {
    this.#each(fields, isCount, 'a whole number of at least 0');
  }

  /** Throws unless all fields are finite numbers. */
  finite(fields: Fields): void {
    this.#each(fields, Number.isFinite, 'a finite number');
  }

  /** Throws unless all fields are numbers of at least 0; infinity is one. */
  amounts(fields: Fields): void {
    this.#each(fields, value => typeof value === 'number' && value >= 0, 'a number of at least 0');
  }

  /** Throws unless something is a float64 array of so many finite numbers of at least `least`. */
  numbers(name: string, values: unknown, length: number, least: number = -Infinity): void {
    const fits = values instanceof Float64Array && values.length === length;
    const wrong: unknown = fits ? values.find(x => !(x >= least && Number.isFinite(x))) : values;
    this.must(
      wrong === undefined,
      `${name} must be ${length} finite numbers${least === 0 ? ' of at least 0' : ''}`,
      wrong,
    );
  }

  #each(fields: Fields, fits: (value: unknown) => boolean, what: string): void {
    for (const name in fields) this.must(fits(fields[name]), `${name} must be ${what}`, fields[name]);
  }
}

/** Values by the names that errors call them. */
type Fields = Readonly<Record<string, unknown>>;

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MOST;
}
