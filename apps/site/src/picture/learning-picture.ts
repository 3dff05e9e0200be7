import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, meanSquaredError, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { predictor, train } from '@thalweg/train';
import { filter, lastValueFrom, map, toArray } from 'rxjs';

/** Seconds of one picture of a step, and of the last. */
const [SECONDS, LAST] = [0.4, 3];

const STYLE = `
text{font:15px system-ui,sans-serif;fill:#4a443b}
.paper{fill:#fdfbf7;stroke:#cfc6b6}.truth{fill:#b4690e}.curve{fill:none;stroke:#0f6b5f;stroke-width:3}
.bar{fill:#0f6b5f}.step{opacity:0}
@media(prefers-color-scheme:dark){text{fill:#c9c2b6}.paper{fill:#1c1a17;stroke:#4a443b}.truth{fill:#e0a458}
.curve{stroke:#7cc0b4}.bar{fill:#7cc0b4}}
@media(prefers-reduced-motion:reduce){.step{animation:none!important}.last{opacity:1}}`;

/**
 * An SVG in which a curve comes to its points, and the loss falls. It follows the reader’s preferences: dark and light, and
 * with reduced motion it shows the last step alone.
 */
export function learningPicture(curves: readonly LearnedCurve[]): string {
  const { length } = curves;
  const duration = (length - 1) * SECONDS + LAST;
  const share = (seconds: number): string => `${((100 * seconds) / duration).toFixed(3)}%`;
  const last = curves.at(-1)!;
  const label = `A curve comes to the points of sin 3x. After ${last.step} steps its loss is ${last.loss.toFixed(5)}.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 260" width="640" height="260" role="img" aria-label="${label}">`,
    `<style>${STYLE}
.step{animation:${duration.toFixed(1)}s step-end infinite one}.last{animation-name:end}
@keyframes one{0%{opacity:1}${share(SECONDS)}{opacity:0}}@keyframes end{0%{opacity:1}${share(LAST)}{opacity:0}}
</style>`,
    '<rect class="paper" x=".5" y=".5" width="639" height="259" rx="12"/>',
    ...Array.from({ length: 41 }, (_, i) => {
      const x = i / 20 - 1;
      return `<circle class="truth" cx="${across(x)}" cy="${down(Math.sin(3 * x))}" r="3"/>`;
    }),
    ...curves.map((curve, at) => oneStep(curve, at * SECONDS, at === length - 1)),
    '</svg>\n',
  ].join('\n');
}

const across = (x: number): string => (320 + x * 290).toFixed(1);

const down = (y: number): string => (150 - y * 72).toFixed(1);

function oneStep({ step, loss, ys }: LearnedCurve, delay: number, isLast: boolean): string {
  const line = ys.map((y, i) => `${across(i / 20 - 1)} ${down(y)}`).join(' ');
  // The bar is as long as the logarithm of the loss, from 0.00001 to 1.
  const width = Math.max(1, 180 * (1 + Math.log10(Math.min(1, loss)) / 5)).toFixed(0);
  return (
    `<g class="step${isLast ? ' last' : ''}" style="animation-delay:${delay.toFixed(1)}s"><path class="curve" d="M${line}"/>` +
    `<text x="30" y="36">step ${step}</text><text x="130" y="36">loss ${loss.toFixed(5)}</text>` +
    `<rect class="bar" x="250" y="25" width="${width}" height="12" rx="3"/></g>`
  );
}

/** The steps after which the picture shows the curve. */
const SHOWN: readonly number[] = [1, 10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 700, 1000];

/** The curve of a network after a step. */
interface LearnedCurve {
  readonly step: number;
  readonly loss: number;
  /** Its values at `-1, -0.95, …, 1`. */
  readonly ys: readonly number[];
}

/** Trains the ten lines of the README, and returns the curve after some of its steps. */
export function learnedCurves(): Promise<LearnedCurve[]> {
  const xs = Array.from({ length: 200 }, (_, i) => i / 100 - 1);
  const points = fromColumns({ x: { data: xs, shape: [1] }, y: { data: xs.map(x => Math.sin(3 * x)), shape: [1] } });
  const curve = input('x', ['batch', 1]).pipe(dense(16), tanh(), dense(1));
  const loss = curve.pipe(meanSquaredError(input('y', ['batch', 1])));
  const learn = train(loss, adam({ learningRate: 0.01 }));
  const curveAt = predictor(curve);
  const places = Array.from({ length: 41 }, (_, i) => [i / 20 - 1]);
  return lastValueFrom(
    points.pipe(
      shuffle({ seed: 1 }),
      batch(20),
      epochs(100),
      learn,
      filter(({ step }) => SHOWN.includes(step)),
      map(({ step, loss }) => ({ step, loss, ys: [...curveAt({ x: places }).data] })),
      toArray(),
    ),
  );
}
