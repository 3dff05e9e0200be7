import { ContractError } from '@thalweg/tensor';
import { numbered } from './generated.ts';

/** Returns the concepts of a stream that changes as features swap places with irrelevant ones. */
export function swappedConcepts(
  subject: string,
  concepts: readonly number[] | undefined,
  relevant: number,
  irrelevant: number,
): readonly number[] {
  const most = Math.min(relevant, irrelevant);
  if (concepts === undefined) return [0, 3, 5, 7].map(swaps => Math.min(swaps, most));
  if (Array.isArray(concepts) && concepts.some(swaps => swaps > most) && most < relevant)
    throw new ContractError(
      subject,
      'concepts must swap no more features than there are irrelevant ones',
      `[${concepts.join(', ')}] with ${irrelevant}`,
      `Give irrelevant: ${relevant}.`,
    );
  numbered(subject, concepts, 0, most);
  return concepts;
}

/** Swaps the first features of a row with those from `relevant` on. */
export function swapRow(x: Float32Array, start: number, relevant: number, swaps: number): void {
  for (let at = start; at < start + swaps; at++) {
    const kept = x[at]!;
    x[at] = x[at + relevant]!;
    x[at + relevant] = kept;
  }
}
