import { shard } from '@thalweg/data';
import { rocAuc } from '@thalweg/metrics';
import { measure } from '@thalweg/train';
import { batchModels } from 'flights/batch-models';
import { batchTables } from 'flights/batch-tables';
import { flightFeatures } from 'flights/flight-features';
import { readFlights } from 'flights/read-flights';
import { timeSplit } from 'flights/time-split';
import type { Task, TaskSettings } from './task.ts';

/** The first flights of the table that ships with the flights program. */
const ROWS = 30_000;
/** The airports of the whole table: the network has a vector for each. */
const AIRPORTS = 400;
const BITS = 12;
const columns = { date: 'date', delay: 'delay', distance: 'distance', origin: 'origin', destination: 'destination' };

/** Which flights land late, by a small network: learned from earlier flights, tested on later ones. */
export function flightsTask({ seed }: TaskSettings): Task {
  const { network } = batchModels(flightFeatures({ bits: BITS, keep: [] }), { airports: AIRPORTS, seed });
  const { prediction, loss } = network.model;
  const read = async () => {
    const flights = await readFlights({ rows: ROWS, ...columns });
    return batchTables(flights, timeSplit(flights), BITS);
  };
  return {
    loss: loss as Task['loss'],
    optimizer: () => network.optimizer,
    training: async ({ index, count }) => (await read()).training.pipe(shard(index, count)),
    test: async () => (await read()).test,
    quality: { name: 'AUC', of: prediction.pipe(measure(rocAuc(), network.late)) },
  };
}
