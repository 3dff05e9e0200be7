import type { Savable, Saved } from '@thalweg/train';

const ROUND = 'round';
const TRAINING = 'training';

/** Returns the state of a worker as one part of a snapshot: that of its training, and that of its round. */
export function keepWorker(training: Savable, round: Savable): Savable {
  return {
    save: () => {
      const [one, other] = [training.save(), round.save()];
      return {
        tensors: { ...under(TRAINING, one.tensors), ...under(ROUND, other.tensors) },
        values: { [TRAINING]: one.values, [ROUND]: other.values },
      };
    },
    prepare: saved => {
      const puts = [training.prepare(partOf(TRAINING, saved)), round.prepare(partOf(ROUND, saved))];
      return () => {
        for (const put of puts) put();
      };
    },
  };
}

function under(part: string, tensors: Saved['tensors']): Saved['tensors'] {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [`${part}.${name}`, value]));
}

function partOf(part: string, { tensors, values }: Saved): Saved {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${part}.`));
  return {
    tensors: Object.fromEntries(own.map(([name, value]) => [name.slice(part.length + 1), value])),
    values: (values[part] ?? {}) as Saved['values'],
  };
}
