import { StateError, type Fitting, type Json, type Savable, type Saved } from '@thalweg/train';
import type { OtherSettings } from './other-settings.ts';
import { isPlain, pack, unpack } from './plain-data.ts';
import type { PureStep } from './pure-step.ts';
import { StateCheck } from './state-check.ts';

/** The parts of a step that concern its state. */
interface StateParts<S extends object> extends Pick<
  PureStep<S, never, unknown>,
  'name' | 'settings' | 'initial' | 'check'
> {
  /** Returns a state as plain data, if it is not plain itself. */
  write?(state: S): object;
  /** Returns the state that was written. Throws any error if it is damaged. */
  read?(data: never): S;
  /** Returns the data of an earlier version as a state; `undefined` for others. Throws any error if it is damaged. */
  readEarlier?(data: never): S | undefined;
  /**
   * Returns the data that were saved under other settings as data under the present ones, and reports the differences;
   * `undefined` for settings that do not fit together. Throws any error if they are damaged.
   */
  evolve?(data: never, change: OtherSettings): object | undefined;
}

/** Keeps the state of a step, which can be saved and replaced. */
export class KeptState<S extends object> implements Savable {
  readonly #of: StateParts<S>;
  /** The present state. */
  now: S;

  constructor(of: StateParts<S>) {
    this.#of = of;
    this.now = of.initial();
  }

  save(): Saved {
    const { name, settings = null } = this.#of;
    const { tensors, values } = pack(name, this.#written(this.now));
    return { tensors, values: { of: name, settings, state: values } };
  }

  prepare({ tensors, values }: Saved, fitting?: Fitting): () => void {
    const { name, settings = null } = this.#of;
    if (values['of'] !== name)
      throw new StateError(
        name,
        `a state must be of ${name}`,
        shown(values['of']),
        'Name the parts as in the snapshot.',
      );
    const saved = this.#whole(() => unpack(name, values['state'] as Json | undefined, tensors));
    const was = values['settings'];
    const isSame = JSON.stringify(was) === JSON.stringify(settings);
    const data = isSame ? saved : this.#evolved(saved, was as Json, fitting);
    const next = this.#read(data);
    this.#whole(() => this.#of.check?.(next, new StateCheck(name)));
    return () => void (this.now = next);
  }

  /** Returns the state that data are. Throws `StateError` if they are of none. */
  #read(data: unknown): S {
    const earlier = this.#whole(() => this.#of.readEarlier?.(data as never));
    if (earlier !== undefined) return earlier;
    const [found, fields] = [data, this.#written(this.#of.initial())].map(fieldsOf);
    if (found !== fields)
      throw new StateError(
        this.#of.name,
        `a state must have the fields ${fields}`,
        found!.slice(0, MOST_SHOWN),
        'Was it saved by another version?',
      );
    return this.#whole(() => this.#of.read?.(data as never) ?? (data as S));
  }

  /** Returns the data of other settings under the present ones. Throws `StateError` unless the fitting allows that. */
  #evolved(data: unknown, was: Json, fitting: Fitting | undefined): unknown {
    const { name, settings = null } = this.#of;
    const [given, wanted] = [was, settings].map(value => JSON.stringify(value));
    const refusal = (advice: string): StateError =>
      new StateError(
        name,
        `a state must be of the settings ${fromDifference(wanted!, given)}`,
        fromDifference(String(given), wanted),
        `Use the settings it was saved with${advice}.`,
      );
    const allowing = (option: string) => (): StateError => refusal(`, or restore with { ${option} }`);
    const evolved = fitting && this.#whole(() => this.#of.evolve?.(data as never, { was, fitting, allowing }));
    if (evolved === undefined) throw refusal('');
    return evolved;
  }

  #written(state: S): object {
    return this.#of.write?.(state) ?? state;
  }

  /** Returns what is read of saved data. An error means that it is damaged. */
  #whole<T>(read: () => T): T {
    try {
      return read();
    } catch (cause) {
      if (cause instanceof StateError) throw cause;
      const advice = 'Read it from the file again, or an older one.';
      throw new StateError(this.#of.name, 'a state must be whole', 'one that cannot be read', advice, { cause });
    }
  }
}

/** The most characters of what is given that an error shows. */
const MOST_SHOWN = 300;

/** Returns a text, or where it is long a part of it from shortly before the first difference to another one. */
function fromDifference(text: string, other = ''): string {
  if (text.length <= MOST_SHOWN) return text;
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  const from = Math.max(0, at - MOST_SHOWN / 4);
  return `${from > 0 ? '…' : ''}${text.slice(from, from + MOST_SHOWN)}…`;
}

function shown(value: unknown): string {
  return JSON.stringify(value ?? null).slice(0, MOST_SHOWN);
}

/** Returns the fields of a state, and of objects in it, with their types. */
function fieldsOf(state: unknown): string {
  if (!isPlain(state)) return kindOf(state);
  return Object.entries(state)
    .map(([name, value]) => `${name}: ${isPlain(value) ? `{ ${fieldsOf(value)} }` : kindOf(value)}`)
    .sort()
    .join(', ');
}

function kindOf(value: unknown): string {
  return typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
}
