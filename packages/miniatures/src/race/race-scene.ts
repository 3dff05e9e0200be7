import type { Scene } from '../inside/miniature.ts';
import type { Surface } from '../surfaces/surface.ts';
import { descents, type Position, type Racers } from './descents.ts';
import { RacePicture } from './race-picture.ts';

/** The number of steps of a race, the steps in a second, and the seconds for which its end is shown. */
const [STEPS, SPEED, REST] = [160, 30, 2.5];

/** Returns a race that begins again when it has ended; a press begins it from another position. */
export function raceScene(host: HTMLElement, surface: Surface, racers: Racers): Scene {
  const picture = new RacePicture(host, surface);
  const begin = (start: Position) => ({ start, racing: descents(surface, racers, start), time: 0, steps: 0 });
  let race = begin(surface.start);
  const goOn = (seconds: number): void => {
    race.time += seconds;
    if (race.time > STEPS / SPEED + REST) race = begin(race.start);
    for (; race.steps < Math.min(race.time * SPEED, STEPS); race.steps++) for (const one of race.racing) one.step();
  };
  return {
    advance: goOn,
    finish: () => goOn(Math.max(STEPS / SPEED - race.time, 0)),
    restart() {
      if (race.steps === STEPS) race = begin(race.start);
    },
    draw: canvas => picture.draw(canvas, race.racing),
    caption: () => `step ${race.steps}`,
    label: `A race down the surface ${surface.name}: ${Object.keys(racers).join(', ')}.`,
    press: (across, down) => void (race = begin(picture.positionAt(across, down))),
  };
}
