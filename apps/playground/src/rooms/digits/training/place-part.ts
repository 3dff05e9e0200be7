import { SNAPSHOT_VERSION, StateError, type Savable, type Snapshot } from '@thalweg/train';
import type { Place, Plan } from './plan.ts';

/** Returns a state of a room: a place. The plan of the room leads to it again. */
export function placeSnapshot({ branch, step }: Place): Snapshot {
  return { version: SNAPSHOT_VERSION, parts: { place: { tensors: {}, values: { branch, step } } } };
}

/** Returns the part of a training that saves its place, and goes to another one when it is restored. */
export function placePart(plan: () => Plan, goTo: (place: Place) => void): Savable {
  return {
    save: () => placeSnapshot(plan().place).parts['place']!,
    prepare({ values }) {
      const { branch, step } = values as unknown as Place;
      const last = plan().branches[branch]?.last ?? -1;
      if (!(Number.isInteger(step) && step >= 0 && step <= last))
        throw new StateError(
          'place',
          'it must be a step of a branch of the plan',
          `step ${step} of branch ${branch}`,
          'Go to one of the steps that were trained.',
        );
      return () => goTo({ branch, step });
    },
  };
}
