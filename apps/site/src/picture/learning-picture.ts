import type { LearnedCurve } from './learned-curves.ts';

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
