import type { Node, Runner } from '@thalweg/graph';
import type { ModelParts } from '@thalweg/model';
import { joinLabels, learn, paced, predictFirst } from '@thalweg/online';
import type { Parts } from '@thalweg/train';
import { connect, filter, ignoreElements, map, merge, type Observable, share } from 'rxjs';
import type { Flights } from '../data/flights.ts';
import { baselines } from '../events/baselines.ts';
import { departuresOf, isDeparture, isLanding } from '../events/events.ts';
import { landings } from '../events/landings.ts';
import { flightFeatures } from '../features/flight-features.ts';
import { recentDelays } from '../features/recent-delays.ts';
import { streamModelNames, streamModels } from '../models/flight-models.ts';
import { type Label, type Predicted, recordOf, streamMeasures } from './stream-measures.ts';

const DAY = 86_400_000;

/** No flight is longer in the air than this, and no more flights are there at once. */
const IN_AIR = { within: 30 * DAY, capacity: 1_000_000, maxJump: Infinity } as const;

/** The settings that learning from the stream depends on. */
export interface StreamSettings {
  readonly bits: number;
  readonly seed: number;
  readonly runner: Runner | undefined;
}

/** Builds the pipeline that predicts each flight as it leaves, and learns it when it has landed. */
export function learnStream(flights: Flights, { bits, seed, runner }: StreamSettings) {
  const features = flightFeatures({ bits, keep: ['flight', 'time', 'baseRate', 'table'] });
  const models = streamModels(features, { airports: flights.airports.length, seed });
  const learnings = recordOf(streamModelNames, name =>
    learn(models[name].model, models[name].optimizer, { runner, predicted: name }),
  );
  const measures = streamMeasures(flights.rows);
  const { departures$, events$, recent, parts: eventParts } = flightEvents(flights);
  const labels$ = events$.pipe(filter(isLanding), map(labelOf));
  const join = joinLabels<Predicted, Label>(labels$, { key: 'flight', time: ({ time }) => time, ...IN_AIR });

  const { all, plain } = features;
  const known$: Observable<object> = events$.pipe(filter(isDeparture), all.apply(), plain.apply());
  const predicted$ = streamModelNames.reduce(
    (records$, name) => records$.pipe(predictFirst(models[name].model.prediction, { into: name, runner })),
    known$,
  ) as Observable<Predicted>;
  const learned$ = predicted$.pipe(
    join,
    connect(landed$ =>
      merge(measures.measure(landed$), ...streamModelNames.map(name => landed$.pipe(learnings[name]))),
    ),
    ignoreElements(),
  );
  const parts: Parts = { ...eventParts, join, ...learnings, ...measures.parts };
  const model: ModelParts = {
    description: 'The probability that a flight will land more than 15 minutes late, as it leaves.',
    prediction: models.factorization.model.prediction as Node,
    preprocessing: [recent, all],
  };
  return { departures$, learned$, model, parts, evaluations: measures.evaluations, courses: measures.courses };
}

function labelOf({ flight, late }: Label): Label {
  return { flight, late };
}

/** Returns departures with baselines and recent delays, and the landings between them, as one stream to share. */
function flightEvents(flights: Flights) {
  const airports = flights.airports.length;
  const departures$ = paced(departuresOf(flights));
  const [inAir, counted, recent] = [landings(flights), baselines(airports), recentDelays(airports)];
  const parts: Parts = { departures$, inAir, counted, recent };
  return { departures$, events$: departures$.pipe(inAir, counted, recent, share()), recent, parts };
}
