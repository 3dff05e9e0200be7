import { ContractError } from '@thalweg/tensor';
import type { Snapshot } from '@thalweg/train';

/** Returns the reason to refuse a version with an element that is NaN or infinite. */
export function notFinite({ parts }: Snapshot): ContractError | undefined {
  for (const { tensors } of Object.values(parts))
    for (const [name, { data }] of Object.entries(tensors)) {
      const at = indexOfNotFinite(data);
      if (at >= 0)
        return new ContractError(
          'followModel',
          `'${name}' of a version must be finite`,
          `${data[at]} at ${at}`,
          'Let the learner skip steps that are not finite: whenNotFinite.',
        );
    }
  return undefined;
}

/** Zero times an element is zero only if the element is finite. The sum tells it of all in a fraction of the time. */
function indexOfNotFinite(data: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  return sum === 0 ? -1 : Array.prototype.findIndex.call(data, value => !Number.isFinite(value));
}
