import { leftOut, type RoomState } from '../../page/address.ts';
import { formatDrifts, parseDrifts } from './drift.ts';
import { monitors } from './monitors.ts';
import { firstSettings, LAST_EVENT, LONGEST_DELAY, MOST_DRIFTS, NOISES, SPEEDS, type Settings } from './settings.ts';

/** Formats settings for the address. Defaults are left out, but never the event. */
export function formatSettings({ drifts, late, detector, noise, seed, speed, event }: Settings): RoomState {
  const first = firstSettings();
  return {
    ...(drifts.length === 0 ? {} : { drift: formatDrifts(drifts) }),
    ...(late === first.late ? {} : { late: `${late}` }),
    ...(detector === first.detector ? {} : { detector }),
    ...(noise === first.noise ? {} : { noise: `${noise}` }),
    ...(seed === first.seed ? {} : { seed: `${seed}` }),
    ...(speed === first.speed ? {} : { speed: `${speed}` }),
    event: `${event}`,
  };
}

/** Parses settings from an address. Invalid parts get their defaults and are reported as problems. */
export function parseSettings(state: RoomState): { settings: Settings; problems: string[] } {
  const first = firstSettings();
  const problems: string[] = [];
  const read = <T>(key: string, fallback: T, parse: (text: string) => T | undefined): T => {
    const text = state[key];
    const value = text === undefined ? fallback : parse(text);
    if (value === undefined) problems.push(leftOut(key, text!));
    return value ?? fallback;
  };
  const settings: Settings = {
    drifts: read('drift', first.drifts, text => parseDrifts(text, { most: MOST_DRIFTS, last: LAST_EVENT })),
    late: read('late', first.late, text => parseWhole(text, LONGEST_DELAY)),
    detector: read('detector', first.detector, text => monitors.find(({ name }) => name === text)?.name),
    noise: read('noise', first.noise, text => NOISES.find(noise => `${noise}` === text)),
    seed: read('seed', first.seed, text => parseWhole(text, 1e6)),
    speed: read('speed', first.speed, text => SPEEDS.find(speed => `${speed}` === text)),
    event: read('event', first.event, text => parseWhole(text, LAST_EVENT)),
  };
  return { settings, problems };
}

function parseWhole(text: string, most: number): number | undefined {
  return /^\d{1,7}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}
