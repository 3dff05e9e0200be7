import { type Draft, freeze, type Patch } from 'immer';
import { StateError } from '../snapshot/state-error.ts';
import type { Change } from './change.ts';
import type { Chunks } from './chunks.ts';
import { patching } from './patching.ts';
import { rewind } from './replay.ts';

/** The way back from a state. */
export interface Past {
  /** The step of the last change that cannot be undone. */
  readonly since: number;
  /** The steps of the changes since, and the patches that undo them. */
  readonly undo: readonly Pick<Change, 'step' | 'inverse'>[];
}

/** A state, and the way back through its last changes. */
export class ChangeLog<State extends object> {
  readonly #immer = patching();
  readonly #keep: number;
  #state: State;
  #since = 0;
  #undo: Past['undo'][number][] = [];
  /** The step under way. */
  step = 0;

  /** Keeps the way back through at least `keep` changes. */
  constructor(state: State, keep: number) {
    this.#state = freeze(state, true);
    this.#keep = keep;
  }

  get state(): State {
    return this.#state;
  }

  get past(): Past {
    return { since: this.#since, undo: [...this.#undo] };
  }

  /** Changes the state. Returns undefined if the recipe changes nothing. */
  change(recipe: (draft: Draft<State>) => void): Change | undefined {
    const [next, patches, inverse] = this.#immer.produceWithPatches(this.#state, recipe);
    if (patches.length === 0) return undefined;
    const { step } = this;
    this.#state = next;
    const change = freeze({ step, patches, inverse }, true);
    // Many at once, as each time costs as much as the list is long.
    const surplus = this.#undo.length - this.#keep;
    if (surplus >= chunkSize(this.#keep)) this.#since = this.#undo.splice(0, surplus).at(-1)!.step;
    this.#undo.push({ step, inverse: change.inverse });
    return change;
  }

  /** Replaces the state and its past. */
  put(state: State, step: number, { since, undo }: Past): Change {
    const change: Change = { step, patches: replacement(state), inverse: replacement(this.#state) };
    this.#state = freeze(state, true);
    this.#since = since;
    this.#undo = [...freeze(undo, true)];
    this.step = step;
    return freeze(change, true);
  }

  /** Returns the state after a step. If a step was taken twice, the later one counts. */
  at(step: number): State {
    let from = this.#undo.length;
    while (from > 0 && this.#undo[from - 1]!.step > step) from--;
    if (!(step <= this.step) || (from === 0 && step < this.#since))
      throw new StateError(
        'runHistory',
        `the step must be from ${this.#since} to ${this.step}, between which changes are kept`,
        String(step),
        'Keep more to go further back.',
      );
    return rewind(this.#state, this.#undo.slice(from));
  }
}

function replacement(value: object): Patch[] {
  return [{ op: 'replace', path: [], value }];
}

/** Returns the number of records in a chunk that needs the least copying when `keep` records are kept. */
function chunkSize(keep: number): number {
  return Math.ceil(Math.sqrt(keep));
}

/** Appends a record to a draft of chunks, and drops the oldest chunks so that no more than `keep` records are left. */
export function appendRecord<R>(draft: Record<string, R[]>, chunks: Chunks<R>, record: R, keep: number): void {
  const numbers = Object.keys(chunks);
  const last = numbers.at(-1);
  if (last === undefined) draft[0] = [record];
  else if (chunks[last]!.length < chunkSize(keep)) draft[last]!.push(record);
  else draft[Number(last) + 1] = [record];
  let count = 1 + numbers.reduce((sum, number) => sum + chunks[number]!.length, 0);
  for (const number of numbers) {
    if (count <= keep) return;
    count -= chunks[number]!.length;
    delete draft[number];
  }
}
