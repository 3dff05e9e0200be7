import { StateError, type Json, type Savable, type Saved } from '@thalweg/train';
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

  prepare({ tensors, values }: Saved): () => void {
    const { name, settings = null, initial } = this.#of;
    if (values['of'] !== name)
      throw new StateError(
        name,
        `a state must be of ${name}`,
        shown(values['of']),
        'Name the parts as in the snapshot.',
      );
    const [given, wanted] = [values['settings'], settings].map(value => JSON.stringify(value));
    if (given !== wanted)
      throw new StateError(
        name,
        `a state must be of the settings ${fromDifference(wanted!, given)}`,
        fromDifference(String(given), wanted),
        'Use the settings it was saved with.',
      );
    const data = this.#whole(() => unpack(name, values['state'] as Json | undefined, tensors));
    const earlier = this.#whole(() => this.#of.readEarlier?.(data as never));
    if (earlier === undefined) {
      const [found, fields] = [data, this.#written(initial())].map(fieldsOf);
      if (found !== fields)
        throw new StateError(
          name,
          `a state must have the fields ${fields}`,
          found!.slice(0, MOST_SHOWN),
          'Was it saved by another version?',
        );
    }
    const next = earlier ?? this.#whole(() => this.#of.read?.(data as never) ?? (data as S));
    this.#whole(() => this.#of.check?.(next, new StateCheck(name)));
    return () => void (this.now = next);
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
