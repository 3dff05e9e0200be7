import { useNode, useTraining } from '@thalweg/vue';
import { createApp, createSSRApp, defineComponent, h, nextTick, shallowRef } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { diamond, meanOf, painted, place, until, type Diamond, type Mean } from './circuit.ts';

const valueOf = (of: () => Diamond, rendered: number[] = []) =>
  defineComponent(() => {
    const value = useNode(() => of().f);
    return () => {
      rendered.push(value.value.item());
      return h('b', value.value.item());
    };
  });

/** The value is there in the first render; afterwards, a pass is a render. Another node takes the place of the first. */
async function shows() {
  const [one, other] = [diamond(), diamond()];
  const shown = shallowRef(one);
  const rendered: number[] = [];
  const app = createApp(valueOf(() => shown.value, rendered));
  const main = place();
  app.mount(main);
  const first = main.textContent;
  for (const value of [1, 5]) {
    one.x.set(value);
    await nextTick();
  }
  other.x.set(-3);
  shown.value = other;
  await nextTick();
  const [leftByOther, subscribed] = [one.slots(), other.slots()];
  app.unmount();
  return { first, rendered, leftByOther, subscribed: subscribed > 0, left: other.slots() };
}

const trained = (model: Mean) =>
  defineComponent(() => {
    const { status, last } = useTraining(model.steps);
    return () => h('p', `${status.value} ${last.value?.step}`);
  });

async function trains(count: number) {
  const model = meanOf(count);
  const main = place();
  const app = createApp(trained(model));
  app.mount(main);
  await until(() => main.textContent!.startsWith('complete'));
  const text = main.textContent;
  app.unmount();
  return { text, value: model.value(), expected: model.expected() };
}

/** A training whose component is unmounted while it runs. */
async function stops() {
  const model = meanOf(1_000_000);
  const main = place();
  const app = createApp(trained(model));
  app.mount(main);
  await until(() => /running \d/.test(main.textContent!));
  app.unmount();
  const value = model.value();
  for (let frame = 0; frame < 3; frame++) await painted();
  return { moved: value !== 0, movedAfterwards: model.value() !== value };
}

/** What a server renders, taken over by a page. */
async function hydrates() {
  const circuit = diamond();
  const model = meanOf(20);
  const warnings: string[] = [];
  const make = () => {
    const app = createSSRApp({ render: () => h('div', [h(valueOf(() => circuit)), h(trained(model))]) });
    app.config.warnHandler = warning => warnings.push(warning);
    return app;
  };
  const html = await renderToString(make());
  const subscribedByServer = circuit.slots();
  const main = place();
  main.innerHTML = html;
  const app = make();
  app.mount(main);
  circuit.x.set(5);
  await until(() => main.textContent!.includes('complete'));
  const text = main.textContent;
  app.unmount();
  return { html, subscribedByServer, text, warnings, left: circuit.slots() };
}

Object.assign(globalThis, { app: { shows, trains, stops, hydrates } });
