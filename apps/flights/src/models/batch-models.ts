import type { flightFeatures } from '../features/flight-features.ts';
import { factorization, logistic, network, type FlightModel, type ModelOptions } from './flight-models.ts';

export const batchModelNames = ['logistic', 'factorization', 'network'] as const;

/** Returns the models that learn from batches of flights. */
export function batchModels(
  { all }: ReturnType<typeof flightFeatures>,
  options: ModelOptions,
): Readonly<Record<(typeof batchModelNames)[number], FlightModel<readonly ['batch']>>> {
  const batch = ['batch'] as const;
  return {
    logistic: logistic(all.input('batch'), batch),
    factorization: factorization(all.input('batch'), batch, options),
    network: network(batch, options),
  };
}
