import { leftOut, type RoomState } from '../../../page/address.ts';
import { firstSettings, LAST_STEP, progresses, type Settings, SPEEDS } from './settings.ts';
import { parseNames, parsePoint, parseWhole } from './point.ts';
import type { Dial } from '../../../controls/dial.ts';
import type { Scene } from './scene.ts';
import { formatTimeline, parseTimeline, type Timeline } from './timeline.ts';

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
