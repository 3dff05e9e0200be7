import type { OperationTable } from '@thalweg/graph';
import {
  logisticResidual,
  logisticWithPower,
  smoothAbsolute,
  squaredRelu,
  timesLog,
  varianceAtLeast,
  weighted,
} from './elementwise.ts';

/**
 * The operations that only losses have, by name: for a graph that is saved with its loss, `{ ...allOperations, ...lossOperations }`.
 */
export const lossOperations: OperationTable = {
  logisticResidual,
  logisticWithPower,
  smoothAbsolute,
  squaredRelu,
  timesLog,
  varianceAtLeast,
  weighted,
};
