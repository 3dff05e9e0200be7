import { it } from 'vitest';
import { pages, TIMEOUT } from './pages.ts';
import { arranged } from './read-circuit.ts';
const { withPage } = pages();
it('x', { timeout: TIMEOUT }, () => withPage('tenLines', async page => {
  await arranged(page);
  await page.screenshot({ path: '/tmp/shot-ten.png' });
}));
it('two', { timeout: TIMEOUT }, () => withPage('blank', async page => {
  await page.evaluate(() => {
    const { graph: { parameter, mul, add, neg, exp, reciprocal }, inspect } = thalweg;
    inspect.defineCircuitElement();
    const [w0, x0, w1, x1, w2] = [2, -1, -3, -2, -3].map(v => parameter(v));
    const f = reciprocal(add(exp(mul(-1, add(add(mul(w0!, x0!), mul(w1!, x1!)), w2!))), 1));
    const e = document.createElement('thalweg-circuit');
    Object.assign(e, { names: { w0, x0, w1, x1, w2, f }, node: f });
    document.querySelector('main')!.append(e);
  });
  await arranged(page).catch(e => console.log(e));
  await page.screenshot({ path: '/tmp/shot-two.png' });
}, { viewport: { width: 1400, height: 600 }, colorScheme: 'dark' }));
