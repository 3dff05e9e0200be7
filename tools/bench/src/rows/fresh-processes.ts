import { bundle, inNode, openChromium, type Call } from '@thalweg/outside/hosts';
import type { RatioRow } from './ratio-row.ts';
import { bySize } from './turns.ts';

type How = readonly [how: 'interpreted' | 'compiled' | 'ahead', network: 'dense' | 'convolutional'];

const TURNS = 5;
const NODE = 'in a Node process that just began';

/** The first step of a network with Adam and 32 rows, in processes and pages that just began; compiling and loading included. */
export const freshProcesses: readonly RatioRow[] = [
  inProcesses(['compiled', 'dense'], ['interpreted', 'dense'], 1),
  // 60 ms, where the dense network takes 24.
  inProcesses(['compiled', 'convolutional'], ['compiled', 'dense'], 2.5),
  inProcesses(['ahead', 'dense'], ['compiled', 'dense'], 1),
  inProcesses(['ahead', 'convolutional'], ['compiled', 'convolutional'], 1),
  {
    name: 'first step: 784-128-10, compiled, in a page of Chromium that just began',
    ours: 'compiled',
    reference: 'interpreted',
    bar: 1,
    turns: TURNS,
    needs: ['chromium'],
    async prepare(size) {
      const program = await bundle();
      const chromium = await openChromium(program);
      const call = chromium.under("script-src 'self' 'wasm-unsafe-eval'");
      return {
        ...(await sides(call, ['compiled', 'dense'], ['interpreted', 'dense'], bySize(size, 3, 1))),
        close: async () => {
          await chromium.close();
          await program.remove();
        },
      };
    },
  },
];

function inProcesses(ours: How, reference: How, bar: number): RatioRow {
  return {
    name: `first step: ${ours[1]}, ${ours[0]}, beside ${reference.join(', ')}, ${NODE}`,
    ours: ours.join(', '),
    reference: reference.join(', '),
    bar,
    turns: TURNS,
    async prepare() {
      const program = await bundle();
      return { ...(await sides(inNode(program.path), ours, reference)), close: program.remove };
    },
  };
}

/** A page now and then interprets at half its usual time, so a turn takes the median of some pages. */
async function sides(call: Call, ours: How, reference: How, processes = 1) {
  const turnOf = async ([how, network]: How) => {
    const module = how === 'ahead' ? await call('moduleOfFirstStep', network) : '';
    return async () => {
      const times: number[] = [];
      for (let n = 0; n < processes; n++) times.push(await call('millisecondsToFirstLoss', how, network, module));
      return 1000 * times.sort((a, b) => a - b)[processes >> 1]!;
    };
  };
  return { ours: await turnOf(ours), reference: await turnOf(reference) };
}
