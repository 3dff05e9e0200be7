import type { Stop } from './parts/stop.ts';
import { adam } from './stops/adam/adam.ts';
import { batches } from './stops/batches/batches.ts';
import { chain } from './stops/chain/chain.ts';
import { difference } from './stops/difference/difference.ts';
import { minima } from './stops/minima/minima.ts';
import { noise } from './stops/noise/noise.ts';
import { neuron } from './stops/neuron/neuron.ts';
import { rare } from './stops/rare/rare.ts';
import { rates } from './stops/rates/rates.ts';
import { ravine } from './stops/ravine/ravine.ts';
import { units } from './stops/units/units.ts';
import { wires } from './stops/wires/wires.ts';

/** The stops, in the order of the lecture. */
export const stops: readonly [Stop, ...Stop[]] = [
  batches,
  noise,
  minima,
  ravine,
  rare,
  rates,
  units,
  adam,
  difference,
  chain,
  wires,
  neuron,
];
