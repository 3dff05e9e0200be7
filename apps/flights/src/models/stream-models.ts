import type { flightFeatures } from '../features/flight-features.ts';
import { factorization, logistic, network, type FlightModel, type ModelOptions } from './flight-models.ts';

/** The names of the models, and of the fields with their predictions. */
export const streamModelNames = ['plain', 'logistic', 'factorization', 'network'] as const;

/** Returns the models that predict each flight as it leaves, and learn it when it has landed. */
export function streamModels(
  { plain, all }: ReturnType<typeof flightFeatures>,
  options: ModelOptions,
): Readonly<Record<(typeof streamModelNames)[number], FlightModel<readonly []>>> {
  return {
    plain: logistic(plain.input(), []),
    logistic: logistic(all.input(), []),
    factorization: factorization(all.input(), [], options),
    network: network([], options),
  };
}
