import type { RoomState } from '../../shell/address.ts';
import type { Dial } from './dial.ts';
import type { Scene } from './scene.ts';
import { firstSettings, LAST_STEP, SPEEDS, type Settings } from './settings.ts';
import { formatTimeline, parseTimeline, type Timeline } from './timeline.ts';

/** Settings as the address keeps them: what is as it was at first is left out, but for what tells the picture. */
export function formatSettings(scene: Scene, settings: Settings): RoomState {
  const { start, racing, step, speed, seed } = settings;
  const first = firstSettings(scene);
  const dials = scene.entrants.flatMap(({ name, dials }) =>
    dials.map(dial => [`${name}.${dial.name}`, formatTimeline(settings.dials[name]![dial.name]!), `${dial.first}`]),
  );
  return {
    on: scene.name,
    from: start.join(),
    race: racing.join(),
    step: `${step}`,
    ...(speed === first.speed ? {} : { speed: `${speed}` }),
    ...(seed === first.seed ? {} : { seed: `${seed}` }),
    ...Object.fromEntries(dials.filter(([, now, first]) => now !== first).map(([key, now]) => [key, now!])),
  };
}

/** Settings that an address asks for. What it cannot mean stays as at first, and is told of. */
export function parseSettings(scene: Scene, state: RoomState): { settings: Settings; problems: string[] } {
  const first = firstSettings(scene);
  const problems: string[] = [];
  const read = <T>(key: string, kept: T, parse: (text: string) => T | undefined): T => {
    const text = state[key];
    const value = text === undefined ? kept : parse(text);
    if (value === undefined) problems.push(`“${key}=${text}” could not be read and was left out.`);
    return value ?? kept;
  };
  const whole = (least: number, most: number) => (text: string) =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
  const names = scene.entrants.map(({ name }) => name);
  const settings: Settings = {
    start: read('from', first.start, text => {
      const [x, y, ...more] = text.split(',').map(part => (part.trim() === '' ? NaN : Number(part)));
      return more.length === 0 && Number.isFinite(x) && Number.isFinite(y) ? [x!, y!] : undefined;
    }),
    racing: read('race', first.racing, text => {
      const asked = text === '' ? [] : text.split(',');
      return asked.every(name => names.includes(name)) ? names.filter(name => asked.includes(name)) : undefined;
    }),
    step: read('step', first.step, whole(0, LAST_STEP)),
    speed: read('speed', first.speed, text => SPEEDS.find(speed => `${speed}` === text)),
    seed: read('seed', first.seed, whole(0, 1e6)),
    dials: Object.fromEntries(
      scene.entrants.map(({ name, dials }) => [
        name,
        Object.fromEntries(
          dials.map(dial => [
            dial.name,
            read<Timeline>(`${name}.${dial.name}`, first.dials[name]![dial.name]!, text => parseDial(dial, text)),
          ]),
        ),
      ]),
    ),
  };
  return { settings, problems };
}

function parseDial({ least, most }: Dial, text: string): Timeline | undefined {
  const timeline = parseTimeline(text);
  return timeline?.every(([, value]) => value >= least && value <= most) ? timeline : undefined;
}
