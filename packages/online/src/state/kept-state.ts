import { StateError, type Savable, type Saved } from '@thalweg/train';
import { isPlain, pack, unpack } from './plain-data.ts';
import type { PureStep } from './pure-step.ts';

/** Keeps the state of a step, which can be saved and replaced. */
export class KeptState<S extends object> implements Savable {
  readonly #of: Pick<PureStep<S, never, unknown>, 'name' | 'settings' | 'initial'>;
  /** The present state. */
  now: S;

  constructor(of: Pick<PureStep<S, never, unknown>, 'name' | 'settings' | 'initial'>) {
    this.#of = of;
    this.now = of.initial();
  }

  save(): Saved {
    const { name, settings = null } = this.#of;
    const { tensors, values } = pack(name, this.now);
    return { tensors, values: { of: name, settings, state: values } };
  }

  prepare(saved: Saved): () => void {
    const { name, settings = null, initial } = this.#of;
    const { of } = saved.values;
    if (of !== name)
      throw new StateError(
        name,
        `a state must be of ${name}`,
        JSON.stringify(of ?? null),
        'Name the parts as in the snapshot.',
      );
    const [given, wanted] = [saved.values['settings'], settings].map(value => JSON.stringify(value));
    if (given !== wanted)
      throw new StateError(
        name,
        `a state must be of the settings ${wanted}`,
        String(given),
        'Use the settings it was saved with.',
      );
    const state = unpack(name, saved.values['state'], saved.tensors);
    const [found, fields] = [state, initial()].map(fieldsOf);
    if (found !== fields)
      throw new StateError(name, `a state must have the fields ${fields}`, found!, 'Was it saved by another version?');
    return () => void (this.now = state as S);
  }
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
