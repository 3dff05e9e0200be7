import { isFloat, type Tensor } from '@thalweg/tensor';

/** Returns true if a tensor has no NaN and no infinity. */
export function isFinite({ dtype, data }: Tensor): boolean {
  if (!isFloat(dtype)) return true;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i]!)) return false;
  return true;
}
