import type { RoomState } from '../../page/address.ts';
import { FIRST_ANGLE, PERIOD, SPAN, TURN } from './concept.ts';
import { monitors } from './monitors.ts';
import { WINDOW } from './pipeline.ts';
import { FACTOR, HALF_LIFE, RATE, WARM_UP } from './reactions.ts';
import { parseSettings } from './settings.ts';

/** Returns a program that runs the stream of a state up to its event, and prints the numbers that the room shows. */
export function typescriptOf(state: RoomState): string {
  const { settings } = parseSettings(state);
  const { seed, noise, late, event, drifts } = settings;
  const codes = monitors.map(({ name, make }) => ({ name, code: `${name}(${literal(make().settings)})` }));
  return `// Four models learn from one stream; they differ in their reaction to drift. Run it with \`npx tsx stream.mts\`.
import { input } from 'thalweg/graph';
import { accuracy } from 'thalweg/metrics';
import { ${monitors.map(({ name }) => name).join(', ')} } from 'thalweg/online';
import { drift, forgetOnDrift, joinLabels, learn, learnWithShadow, onDrift } from 'thalweg/online';
import { logisticRegression, predictFirst, raiseRateOnDrift, rolling, type Outcome } from 'thalweg/online';
import { adagrad } from 'thalweg/optim';
import { fillUniform, foldIn, key } from 'thalweg/tensor';
import { predictor } from 'thalweg/train';
import { map, pipe, share, Subject, type Observable } from 'rxjs';

const settings = { seed: ${seed}, wrongLabels: ${noise}, late: ${late}, events: ${event} };
const drifts: { kind: 'sudden' | 'gradual' | 'recurring'; at: number }[] = ${literal(drifts)};
// The detector that drives the reactions.
const detector = () => ${codes.find(({ name }) => name === settings.detector)!.code};

${events}
${learners}
// All detectors watch the errors of the model without a reaction.
const watches = {
${codes.map(({ name, code }) => `  ${name}: drift(${code}, { of: wrong }),`).join('\n')}
};

${joined}`;
}

/** Formats plain data as code. */
function literal(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/"([a-zA-Z]+)":/g, ' $1: ')
    .replaceAll('}', ' }')
    .replaceAll('"', "'")
    .replaceAll(/,(?! )/g, ', ');
}

const events = `// The events: points in a square, on two sides of a boundary that drifts turn by ${TURN}°.
function boundary(event: number): { angle: number; next: number; share: number } {
  let angle = ${FIRST_ANGLE};
  for (const [i, { kind, at }] of drifts.entries()) {
    if (at >= event) break;
    const until = drifts[i + 1]?.at ?? Infinity;
    const age = Math.min(event, until) - at;
    if (kind === 'gradual' && age < ${SPAN} && until >= event) return { angle, next: angle + ${TURN}, share: age / ${SPAN} };
    if (kind !== 'recurring' || Math.floor((age - 1) / ${PERIOD}) % 2 === 0) angle += ${TURN};
  }
  return { angle, next: angle, share: 0 };
}
function eventAt(id: number): { x: number[]; label: number } {
  const drawn = fillUniform(new Float64Array(4), foldIn(key(settings.seed), 'stream'), 4 * (id - 1));
  const x = [2 * drawn[0]! - 1, 2 * drawn[1]! - 1];
  const { angle, next, share } = boundary(id);
  const radians = ((drawn[2]! < share ? next : angle) * Math.PI) / 180;
  const truth = Math.cos(radians) * x[0]! + Math.sin(radians) * x[1]! > 0;
  return { x, label: truth !== drawn[3]! < settings.wrongLabels ? 1 : 0 };
}
`;

const learners = `// The models. Each predicts an event when it arrives, and learns it when its label comes.
type Arrival = { id: number; x: number[] };
type Label = { id: number; label: number };
type Seen = Outcome<number, number>;
const build = () => logisticRegression(input('x', [2]), input('label', []));
const wrong = ({ prediction, target }: Seen) => +(prediction > 0.5 !== target > 0.5);
const events$ = new Subject<Arrival>();
const labels$ = new Subject<Label>();
let event = 0;
const reacted: Record<string, number[]> = { none: [], forget: [], raise: [], shadow: [] };
// Watches with a detector of its own, which sees what that of the reaction sees.
const noted = (name: string) =>
  onDrift(detector(), { of: wrong, react: ({ status }) => void (status === 'drift' && reacted[name]!.push(event)) });

const model = { none: build(), forget: build(), raise: build() };
const none = learn(model.none, adagrad({ learningRate: ${RATE} }), { predicted: 'none' });

const forget = learn(model.forget, adagrad({ learningRate: ${RATE} }), { predicted: 'forget' });
const forgetting = forgetOnDrift(detector(), { of: wrong, learning: forget, forget: 'everything' });

const rate = raiseRateOnDrift(detector(), { of: wrong, learningRate: ${RATE}, factor: ${FACTOR}, halfLife: ${HALF_LIFE} });
const raise = learn(model.raise, adagrad({ learningRate: rate.learningRate }), { predicted: 'raise' });

const scores = new Map<unknown, (record: object) => number>();
const shadow = learnWithShadow(
  () => {
    const model = build();
    scores.set(model, predictor(model.prediction));
    return { model, optimizer: adagrad({ learningRate: ${RATE} }) };
  },
  detector(),
  { of: wrong, warmUp: ${WARM_UP}, predicted: 'shadow' },
);
shadow.switches.subscribe(() => reacted['shadow']!.push(event));
`;

const joined = `// Events wait for their labels.
const room = settings.late + 1;
const join = joinLabels<Arrival, Label>(labels$, { key: 'id', within: room, capacity: room });
const joined$ = events$.pipe(
  predictFirst(model.none.prediction, { into: 'none' }),
  predictFirst(model.forget.prediction, { into: 'forget' }),
  predictFirst(model.raise.prediction, { into: 'raise' }),
  map(record => ({ ...record, shadow: scores.get(shadow.model())!(record) })),
  join,
  share(),
);
const learning: Record<string, (source: Observable<object>) => Observable<Seen>> = {
  none,
  forget: pipe(forget, forgetting, noted('forget')),
  raise: pipe(raise, rate, noted('raise')),
  shadow,
};
const accuracies: Record<string, number> = {};
const alarms: Record<string, number[]> = {};
for (const [name, learn] of Object.entries(learning)) {
  const outcomes$ = joined$.pipe(learn, share());
  outcomes$.pipe(rolling({ accuracy: accuracy() }, ${WINDOW})).subscribe(({ metrics }) => (accuracies[name] = metrics.accuracy));
  if (name !== 'none') continue;
  for (const [detector, watch] of Object.entries(watches))
    outcomes$.pipe(watch).subscribe(({ status }) => status === 'drift' && (alarms[detector] ??= []).push(event));
}
let waiting = 0;
join.counts.subscribe(({ waitingRecords }) => (waiting = waitingRecords));

while (event < settings.events) {
  event++;
  events$.next({ id: event, x: eventAt(event).x });
  const due = event - settings.late;
  if (due >= 1) labels$.next({ id: due, label: eventAt(due).label });
}
console.log('event', event, 'waiting for labels', waiting);
for (const name of Object.keys(learning)) console.log(name, 'accuracy', accuracies[name], 'reacted', reacted[name]!.join());
for (const name of Object.keys(watches)) console.log(name, 'alarms', (alarms[name] ?? []).join());
`;
