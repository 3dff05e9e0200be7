import { read, type Node } from '@thalweg/graph';
import { defineCircuitElement, type CircuitElement } from '@thalweg/inspect';
import { useNode, useTraining } from '@thalweg/react';
import type {} from '@thalweg/react/jsx';
import { startTransition, StrictMode, useState, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { diamond, meanOf, painted, place, until, type Diamond, type Mean } from './circuit.ts';

type Scalar = Node<readonly []>;

/** The value is there in the first render; afterwards, a pass is a render. */
async function shows() {
  const { x, f, slots } = diamond();
  const rendered: number[] = [];
  const Value = () => {
    const value = useNode(f).item();
    rendered.push(value);
    return <b>{value}</b>;
  };
  const main = place();
  const root = createRoot(main);
  flushSync(() => root.render(<Value />));
  const first = main.textContent;
  for (const value of [1, 5]) {
    x.set(value);
    await painted();
  }
  const subscribed = slots();
  flushSync(() => root.unmount());
  return { first, rendered, subscribed: subscribed > 0, left: slots() };
}

/** Works for some milliseconds, so that React lets the page act between components. */
function work(): void {
  const end = performance.now() + 6;
  while (performance.now() < end);
}

/** Ways to read a node: by the hook, and without any subscription. */
const readings = { useNode, read } as Readonly<Record<'useNode' | 'read', (node: Scalar) => { item(): number }>>;

/** Mounts many slow components in a transition while the input changes, and compares what they show after each frame. */
async function concurrently(reading: keyof typeof readings) {
  const { x, f, slots } = diamond();
  const use = readings[reading];
  let ended = false;
  let changes = 0;
  const Pair = () => {
    const text = `${use(x).item()} ${use(f).item()}`;
    work();
    return <i>{text}</i>;
  };
  const state: { show?: (count: number) => void } = {};
  const Many = () => {
    const [count, show] = useState(0);
    state.show = show;
    return Array.from({ length: count }, (_, i) => <Pair key={i} />);
  };
  const main = place();
  const root = createRoot(main);
  flushSync(() => root.render(<Many />));
  startTransition(() => state.show!(25));
  const change = () => {
    if (ended) return;
    if (main.childElementCount === 0) x.set(++changes);
    setTimeout(change);
  };
  change();
  let torn = 0;
  let compared = 0;
  while (compared < 3) {
    await painted();
    const texts = [...main.children].map(({ textContent }) => textContent!);
    if (texts.length === 0) continue;
    compared++;
    const agree = new Set(texts).size === 1 && texts.every(text => isOfOnePass(text));
    if (!agree) torn++;
    if (compared < 3) x.set(100 + compared);
  }
  ended = true;
  flushSync(() => root.unmount());
  return { changedMeanwhile: changes > 1, torn, left: slots() };
}

function isOfOnePass(text: string): boolean {
  const [x, f] = text.split(' ').map(Number) as [number, number];
  return f === x * x + 3 * x;
}

function Trained({ model }: { readonly model: Mean }): ReactElement {
  const { status, last } = useTraining(model.steps);
  return <p>{`${status} ${last?.step}`}</p>;
}

/** A training in StrictMode, which mounts each component twice. */
async function trains(count: number) {
  const model = meanOf(count);
  let starts = 0;
  const counting: Mean = { ...model, steps: running => (starts++, model.steps(running)) };
  const main = place();
  const root = createRoot(main);
  flushSync(() => root.render(<StrictMode><Trained model={counting} /></StrictMode>)); // prettier-ignore
  const first = main.textContent;
  await until(() => main.textContent!.startsWith('complete'));
  const text = main.textContent;
  flushSync(() => root.unmount());
  return { first, text, starts, value: model.value(), expected: model.expected() };
}

/** A training whose component is unmounted while it runs. */
async function stops() {
  const model = meanOf(1_000_000);
  const main = place();
  const root = createRoot(main);
  flushSync(() => root.render(<Trained model={model} />));
  await until(() => /running \d/.test(main.textContent!));
  flushSync(() => root.unmount());
  const value = model.value();
  for (let frame = 0; frame < 3; frame++) await painted();
  return { moved: value !== 0, movedAfterwards: model.value() !== value };
}

/** What a server renders, taken over by a page. */
async function hydrates() {
  const { x, f, slots }: Diamond = diamond();
  const model = meanOf(20);
  const App = () => (
    <StrictMode>
      <b>{useNode(f).item()}</b>
      <Trained model={model} />
    </StrictMode>
  );
  const html = renderToString(<App />);
  const subscribedByServer = slots();
  const main = place();
  main.innerHTML = html;
  const errors: string[] = [];
  const root = hydrateRoot(main, <App />, { onRecoverableError: error => errors.push(String(error)) });
  await until(() => main.textContent!.includes('complete'));
  x.set(5);
  await painted();
  const text = main.textContent;
  flushSync(() => root.unmount());
  return { html, subscribedByServer, text, errors, left: slots() };
}

/** The custom element gets its node as a property. */
function nests() {
  defineCircuitElement();
  const { f } = diamond();
  const main = place();
  const root = createRoot(main);
  flushSync(() => root.render(<thalweg-circuit node={f} names={{ f }} gradients="off" />));
  const element = main.firstElementChild as CircuitElement;
  const given = { tag: element.localName, node: element.node === f, gradients: element.getAttribute('gradients') };
  flushSync(() => root.unmount());
  return given;
}

Object.assign(globalThis, { app: { shows, concurrently, trains, stops, hydrates, nests } });
