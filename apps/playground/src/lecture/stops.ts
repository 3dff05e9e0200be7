import { leftOut, type RoomState, shownPart } from '../page/address.ts';
import type { Stop } from './parts/stop.ts';
import { adam } from './stops/adam/adam.ts';
import { batches } from './stops/batches/batches.ts';
import { chain } from './stops/chain/chain.ts';
import { difference } from './stops/difference/difference.ts';
import { minima } from './stops/minima/minima.ts';
import { neuron } from './stops/neuron/neuron.ts';
import { noise } from './stops/noise/noise.ts';
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

/** A stop opened from an address. */
export interface OpenedStop {
  readonly stop: Stop;
  /** Its position, from 0. */
  readonly index: number;
  readonly before: Stop | undefined;
  readonly after: Stop | undefined;
  /** The index of the predicted answer; -1 if the visitor skipped the question, undefined if it is open. */
  readonly guess: number | undefined;
  /** The part of the state that belongs to the scene. */
  readonly scene: RoomState;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
}

/** Opens the stop that an address describes: the first one if it names none, or one that does not exist. */
export function openStop({ stop: name, guess: guessed, ...scene }: RoomState): OpenedStop {
  const found = name === undefined ? 0 : stops.findIndex(stop => stop.name === name);
  const index = Math.max(found, 0);
  const stop = stops[index]!;
  const guess = guessed === undefined ? undefined : parseGuess(guessed, stop.question.answers.length);
  const problems = [
    ...(found < 0 ? [`There is no stop “${shownPart(name!)}”. This is the first one.`] : []),
    ...(guessed !== undefined && guess === undefined ? [leftOut('guess', guessed)] : []),
  ];
  return {
    stop,
    index,
    before: stops[index - 1],
    after: stops[index + 1],
    guess,
    scene: found < 0 ? {} : scene,
    problems,
  };
}

function parseGuess(text: string, answers: number): number | undefined {
  if (text === 'none') return -1;
  return /^\d$/.test(text) && Number(text) >= 1 && Number(text) <= answers ? Number(text) - 1 : undefined;
}

/** Formats the state of a stop for the address. Answers are counted from 1. */
export function formatStop(stop: Stop, guess: number | undefined, scene: RoomState): RoomState {
  return {
    stop: stop.name,
    ...(guess === undefined ? {} : { guess: guess < 0 ? 'none' : `${guess + 1}` }),
    ...scene,
  };
}
