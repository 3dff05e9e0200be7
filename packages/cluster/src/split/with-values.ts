import { DataError } from '@thalweg/data';
import type { Input } from '@thalweg/graph';
import type { EdgeMessage } from './split-edge.ts';

/** Returns a record with the values of the cut in the fields of the inputs. Throws `DataError` for names that differ. */
export function withValues(
  record: unknown,
  inputs: ReadonlyMap<string, Input>,
  tensors: EdgeMessage['tensors'],
): object {
  const [wanted, given] = [[...inputs.keys()].sort(), Object.keys(tensors).sort()];
  if (wanted.join() !== given.join())
    throw new DataError(
      'backHalf',
      `the values must be those of ${wanted.join(', ')}`,
      given.join(', '),
      'Name the inputs as the front half names the nodes of its cut.',
    );
  return {
    ...(record as object),
    ...Object.fromEntries([...inputs].map(([name, input]) => [input.name, tensors[name]!])),
  };
}
