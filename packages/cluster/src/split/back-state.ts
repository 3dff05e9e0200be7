import type { Tensor } from '@thalweg/tensor';
import { StateError, type Json, type Plain, type Progress, type Savable, type Saved } from '@thalweg/train';
import { keepTraining } from '@thalweg/train/engine';
import { checkAtRest } from './check-at-rest.ts';
import type { EdgeMessage } from './split-edge.ts';

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
    const sent = Object.entries(outgoing?.tensors ?? {}).map(([name, value]) => [`${PREFIX}${name}`, value] as const);
    const answer = outgoing === undefined ? null : { step: outgoing.step, loss: String(outgoing.loss) };
    return {
      tensors: { ...tensors, ...Object.fromEntries(sent) },
      values: { training: values as Plain, edge: { done, position, answer } },
    };
  }

  prepare({ tensors, values }: Saved): () => void {
    checkAtRest('backHalf', this.#progress);
    const { training, edge } = values as { readonly training?: Saved['values']; readonly edge?: SavedEdge };
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

interface SavedEdge {
  readonly done: number;
  readonly position: Json;
  readonly answer: { readonly step: number; readonly loss: string } | null;
}

/** No register is called so. */
const PREFIX = '$sent/';

function parted(tensors: Saved['tensors']): [sent: Record<string, Tensor>, own: Record<string, Tensor>] {
  const [sent, own]: [Record<string, Tensor>, Record<string, Tensor>] = [{}, {}];
  for (const [name, value] of Object.entries(tensors))
    if (name.startsWith(PREFIX)) sent[name.slice(PREFIX.length)] = value;
    else own[name] = value;
  return [sent, own];
}
