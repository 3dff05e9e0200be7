import { ContractError } from '../contract-error.ts';
import type { DType } from '../dtype.ts';

/** A number as a dtype keeps it. Reals are rounded; what an int32 or a bool cannot hold is an error, not a surprise. */
export function stored(value: number, dtype: DType): number {
  switch (dtype) {
    case 'float64':
      return value;
    case 'float32':
      return Math.fround(value);
    case 'int32':
      if (value === (value | 0)) return value | 0;
      throw unfit(value, 'int32 elements must be whole numbers from −2³¹ to 2³¹ − 1', 'Round it, or ask for float32.');
    case 'bool':
      if (value === 0 || value === 1) return value;
      throw unfit(value, 'bool elements must be true, false, 0 or 1', 'Compare it with 0, or scale bytes: byte / 255.');
  }
}

function unfit(value: number, requirement: string, advice: string): ContractError {
  return new ContractError('tensor', requirement, String(value), advice);
}
