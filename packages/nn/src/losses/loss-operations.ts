import type { OperationTable } from '@thalweg/graph';
import { logisticResidual, logisticWithPower } from './logistic-loss.ts';
import { smoothAbsolute } from './smooth-absolute.ts';
import { squaredRelu } from './squared-relu.ts';
import { timesLog } from './times-log.ts';
import { varianceAtLeast } from './variance-at-least.ts';
import { weighted } from './weighted.ts';

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
