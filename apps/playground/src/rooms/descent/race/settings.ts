import type { Dial } from '../../../controls/dial.ts';
import { leftOut, type RoomState } from '../../../page/address.ts';
import type { Timelines } from './lane.ts';
import { parseNames, parsePoint, parseWhole, type Point } from './point.ts';
import type { Entrant, Scene } from './scene.ts';
import { formatTimeline, parseTimeline, type Timeline } from './timeline.ts';

/** The last step of a race. */
export const LAST_STEP = 5000;

/** The possible speeds, in steps per second. */
export const SPEEDS = [5, 15, 30, 60, 120, 300] as const;

/** The settings that determine a race. */
export interface Settings {
  readonly start: Point;
  /** The names of the racers. */
  readonly racing: readonly string[];
  /** The slider timelines, by the names of entrants and of their dials. */
  readonly dials: Readonly<Record<string, Timelines>>;
  readonly step: number;
  /** The speed in steps per second. */
  readonly speed: number;
  readonly seed: number;
  /** The measure by which losses are compared. */
  readonly by: Progress;
}

/** Returns the initial settings of a race. Where steps read different numbers of examples, losses are compared by these. */
export function firstSettings({ start, opening, entrants, seeded }: Scene): Settings {
  const by = seeded ? 'examples' : 'step';
  return { start, racing: opening, dials: firstDials(entrants), step: 0, speed: 30, seed: 1, by };
}

function firstDials(entrants: readonly Entrant[]): Settings['dials'] {
  const timelines = (dials: readonly Dial[]): Timelines =>
    Object.fromEntries(dials.map(({ name, first }) => [name, [[0, first]]]));
  return Object.fromEntries(entrants.map(({ name, dials }) => [name, timelines(dials)]));
}

/** The measures by which losses of racers can be compared: steps, examples read, or milliseconds of computing. */
export const progresses = ['step', 'examples', 'time'] as const;

/** One of {@link progresses}. */
export type Progress = (typeof progresses)[number];

/** The name of each measure in a title. */
export const progressTitles: Readonly<Record<Progress, string>> = {
  step: 'step',
  examples: 'examples read',
  time: 'time of computing, in ms',
};

/** Formats settings for the address. Default speed, seed and sliders are left out. */
export function formatSettings(scene: Scene, settings: Settings): RoomState {
  const { start, racing, step, speed, seed, by } = settings;
  const first = firstSettings(scene);
  const dials = scene.entrants.flatMap(({ name, dials }) =>
    dials.map(dial => ({
      key: `${name}.${dial.name}`,
      first: `${dial.first}`,
      now: formatTimeline(settings.dials[name]![dial.name]!),
    })),
  );
  return {
    on: scene.name,
    from: start.join(),
    race: racing.join(),
    step: `${step}`,
    ...(speed === first.speed ? {} : { speed: `${speed}` }),
    ...(seed === first.seed ? {} : { seed: `${seed}` }),
    ...(by === first.by ? {} : { by }),
    ...Object.fromEntries(dials.filter(({ first, now }) => now !== first).map(({ key, now }) => [key, now])),
  };
}

/** Parses the value of a key; returns the default if the key is missing or invalid. */
type Read = <T>(key: string, fallback: T, parse: (text: string) => T | undefined) => T;

/** Parses settings from an address. Invalid parts get their defaults and are reported as problems. */
export function parseSettings(scene: Scene, state: RoomState): { settings: Settings; problems: string[] } {
  const first = firstSettings(scene);
  const problems: string[] = [];
  const read: Read = (key, fallback, parse) => {
    const text = state[key];
    const value = text === undefined ? fallback : parse(text);
    if (value === undefined) problems.push(leftOut(key, text!));
    return value ?? fallback;
  };
  const names = scene.entrants.map(({ name }) => name);
  const settings: Settings = {
    start: read('from', first.start, parsePoint),
    racing: read('race', first.racing, text => parseNames(text, names)),
    step: read('step', first.step, text => parseWhole(text, LAST_STEP)),
    speed: read('speed', first.speed, text => SPEEDS.find(speed => `${speed}` === text)),
    seed: read('seed', first.seed, text => parseWhole(text, 1e6)),
    by: read('by', first.by, text => progresses.find(by => by === text)),
    dials: parseDials(scene, first, read),
  };
  return { settings, problems };
}

function parseDials({ entrants }: Scene, first: Settings, read: Read): Settings['dials'] {
  const timelineOf = (name: string, dial: Dial): Timeline =>
    read(`${name}.${dial.name}`, first.dials[name]![dial.name]!, text => parseDial(dial, text));
  return Object.fromEntries(
    entrants.map(({ name, dials }) => [
      name,
      Object.fromEntries(dials.map(dial => [dial.name, timelineOf(name, dial)])),
    ]),
  );
}

function parseDial({ least, most }: Dial, text: string): Timeline | undefined {
  const timeline = parseTimeline(text);
  return timeline?.every(([, value]) => value >= least && value <= most) ? timeline : undefined;
}
