import type { Tensor } from '@thalweg/tensor';
import { type Json, type Plain, type Progress, type Savable, type Saved, StateError } from '@thalweg/train';
import { keepTraining } from '@thalweg/train/engine';
import type { EdgeMessage } from './split-edge.ts';

/** A record whose gradient has not come back yet. */
export interface InFlight {
  readonly step: number;
  readonly epoch: number;
  /** The number of records that were done when its forward pass was computed. */
  readonly doneBefore: number;
  readonly key: EdgeMessage['key'];
  /** The values of the cut, in its order; none if the record was left out. */
  readonly cut: readonly Tensor[];
  /** The values that its step reads. */
  readonly kept: readonly Tensor[];
  /** The states after this record. */
  readonly states: readonly Tensor[];
}

const LISTS = ['cut', 'kept', 'states'] as const;

/** The state of a front half between two steps, besides its registers. */
export class FrontState implements Savable {
  /** The number of records that are done. */
  done = 0;
  /** The records after those, in order. */
  inFlight: readonly InFlight[] = [];
  /** The position of the edge after the last gradient that was applied. */
  position: Json | undefined = undefined;
  readonly #training: Savable;
  readonly #progress: Progress;
  readonly #depth: number;

  constructor(progress: Progress, depth: number) {
    this.#progress = progress;
    this.#depth = depth;
    this.#training = keepTraining('frontHalf', progress);
  }

  /** Notes that the first record on its way is done. */
  finish(position: Json): void {
    this.done++;
    this.position = position;
    this.inFlight = this.inFlight.slice(1);
  }

  save(): Saved {
    const { tensors, values } = this.#training.save();
    const waiting = this.inFlight.flatMap((one, i) =>
      LISTS.flatMap(list => one[list].map((value, n) => [nameOf(i, list, n), value] as const)),
    );
    const inFlight = this.inFlight.map(one => ({
      step: one.step,
      epoch: one.epoch,
      doneBefore: one.doneBefore,
      key: one.key ?? null,
      ...Object.fromEntries(LISTS.map(list => [list, one[list].length])),
    }));
    const edge = { depth: this.#depth, done: this.done, position: this.position ?? null, inFlight };
    return { tensors: { ...tensors, ...Object.fromEntries(waiting) }, values: { training: values as Plain, edge } };
  }

  prepare({ tensors, values }: Saved): () => void {
    checkAtRest('frontHalf', this.#progress);
    const { training, edge } = values as { readonly training?: Saved['values']; readonly edge?: SavedFrontEdge };
    if (training === undefined || !isEdge(edge))
      throw new StateError(
        'frontHalf',
        'a state must have the training and the edge of a front half',
        Object.keys(values).join(', ') || 'nothing',
        'Give the state of a front half.',
      );
    if (edge.inFlight.length > 0 && edge.depth !== this.#depth) throw otherDepth(edge.depth, this.#depth);
    const own = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith(KEPT)));
    const put = this.#training.prepare({ tensors: own, values: training });
    const inFlight = edge.inFlight.map((one, i) => restored(one, i, tensors));
    return () => {
      put();
      this.done = edge.done;
      this.position = edge.position ?? undefined;
      this.inFlight = inFlight;
    };
  }
}

/** No register is called so. */
const KEPT = '$';

interface SavedRecord extends Record<(typeof LISTS)[number], number> {
  readonly step: number;
  readonly epoch: number;
  readonly doneBefore: number;
  readonly key: NonNullable<InFlight['key']> | null;
}

interface SavedFrontEdge {
  readonly depth: number;
  readonly done: number;
  readonly position: Json;
  readonly inFlight: readonly SavedRecord[];
}

function isEdge(edge: SavedFrontEdge | undefined): edge is SavedFrontEdge {
  return typeof edge === 'object' && edge !== null && Number.isSafeInteger(edge.done) && Array.isArray(edge.inFlight);
}

function nameOf(record: number, list: string, n: number): string {
  return `${KEPT}${record}/${list}/${n}`;
}

function restored(
  { step, epoch, doneBefore, key, ...counts }: SavedRecord,
  i: number,
  tensors: Saved['tensors'],
): InFlight {
  const [cut, kept, states] = LISTS.map(list =>
    Array.from({ length: counts[list] }, (_, n) => {
      const value = tensors[nameOf(i, list, n)];
      if (value !== undefined) return value;
      throw new StateError(
        'frontHalf',
        `a state must have all tensors of its records in flight`,
        `none called ${nameOf(i, list, n)}`,
        'Give the state of a front half.',
      );
    }),
  );
  return { step, epoch, doneBefore, key: key ?? undefined, cut: cut!, kept: kept!, states: states! };
}

function otherDepth(kept: number, given: number): StateError {
  return new StateError(
    'frontHalf',
    `depth must be ${kept}, as when the state was kept with records on their way`,
    String(given),
    `Resume with { depth: ${kept} }, and change it after a run that has ended.`,
  );
}

/** The state of a back half between two steps, besides its registers. */
export class BackState implements Savable {
  /** The number of records that are done. */
  done = 0;
  /** The position of the edge after the values of the last one. */
  position: Json | undefined = undefined;
  /** The gradients of the last record, until the edge has them. */
  outgoing: EdgeMessage | undefined = undefined;
  readonly #training: Savable;
  readonly #progress: Progress;

  constructor(progress: Progress) {
    this.#progress = progress;
    this.#training = keepTraining('backHalf', progress);
  }

  save(): Saved {
    const { tensors, values } = this.#training.save();
    const { outgoing, done, position = null } = this;
    const sent = Object.entries(outgoing?.tensors ?? {}).map(([name, value]) => [`${SENT}${name}`, value] as const);
    const answer = outgoing === undefined ? null : { step: outgoing.step, loss: String(outgoing.loss) };
    return {
      tensors: { ...tensors, ...Object.fromEntries(sent) },
      values: { training: values as Plain, edge: { done, position, answer } },
    };
  }

  prepare({ tensors, values }: Saved): () => void {
    checkAtRest('backHalf', this.#progress);
    const { training, edge } = values as { readonly training?: Saved['values']; readonly edge?: SavedBackEdge };
    if (training === undefined || typeof edge !== 'object' || !Number.isSafeInteger(edge?.done))
      throw new StateError(
        'backHalf',
        'a state must have the training and the edge of a back half',
        Object.keys(values).join(', ') || 'nothing',
        'Give the state of a back half.',
      );
    const [sent, own] = parted(tensors);
    const put = this.#training.prepare({ tensors: own, values: training });
    const { done, position, answer } = edge;
    return () => {
      put();
      this.done = done;
      this.position = position ?? undefined;
      this.outgoing = answer === null ? undefined : { step: answer.step, loss: Number(answer.loss), tensors: sent };
    };
  }
}

interface SavedBackEdge {
  readonly done: number;
  readonly position: Json;
  readonly answer: { readonly step: number; readonly loss: string } | null;
}

/** No register is called so. */
const SENT = '$sent/';

function parted(tensors: Saved['tensors']): [sent: Record<string, Tensor>, own: Record<string, Tensor>] {
  const [sent, own]: [Record<string, Tensor>, Record<string, Tensor>] = [{}, {}];
  for (const [name, value] of Object.entries(tensors))
    if (name.startsWith(SENT)) sent[name.slice(SENT.length)] = value;
    else own[name] = value;
  return [sent, own];
}

/** Throws a `StateError` while a half has a subscription: it would go on with messages of another step. */
function checkAtRest(operator: string, { active }: Progress): void {
  if (active)
    throw new StateError(
      operator,
      'a half must be restored between two subscriptions',
      'an active one',
      'Restore it before you subscribe, or unsubscribe first.',
    );
}
