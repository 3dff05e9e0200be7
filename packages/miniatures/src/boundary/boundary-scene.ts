import type { Scene } from '../inside/miniature.ts';
import { BoundaryPicture } from './boundary-picture.ts';
import { learnerOf } from './learner.ts';
import { pointsOf, type DataShape } from './points.ts';

/** The number of points, and the seconds of a training and of its end. */
const [POINTS, TRAINING, REST] = [120, 6, 3];

/** The number of steps after which the boundary of each shape is found. */
export const stepsFor: Readonly<Record<DataShape, number>> = { circles: 200, moons: 200, spiral: 1000 };

/** Returns a training that begins again, with other first weights, when it has ended. */
export function boundaryScene(host: HTMLElement, shape: DataShape): Scene {
  const picture = new BoundaryPicture(host);
  const steps = stepsFor[shape];
  const points = pointsOf(shape, POINTS);
  const begin = (seed: number) => ({ seed, learner: learnerOf(points, seed), time: 0, steps: 0 });
  let training = begin(1);
  const goOn = (seconds: number): void => {
    training.time += seconds;
    if (training.time > TRAINING + REST) training = begin(training.seed + 3);
    for (; training.steps < Math.min((training.time / TRAINING) * steps, steps); training.steps++)
      training.learner.step();
  };
  return {
    advance: goOn,
    finish: () => goOn(Math.max(TRAINING - training.time, 0)),
    restart() {
      if (training.steps === steps) training = begin(training.seed + 3);
    },
    draw: canvas => picture.draw(canvas, points, training.learner.map),
    caption: () => `step ${training.steps}: ${Math.round(100 * training.learner.accuracy())} % on the right side`,
    label: `A network learns to separate two classes, ${shape}: it colours the plane by the class that it expects there.`,
  };
}
