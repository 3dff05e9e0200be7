import { exhaustMap } from 'rxjs';
import { useState } from 'react';
import { useTraining } from 'thalweg/react';
import { tensor, type Tensor } from 'thalweg/tensor';
import { connectTraining } from 'thalweg/worker';
import { heights, places, type Step } from './curve-training.ts';

const training = connectTraining<Step>(
  () => new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' }),
  { steps: 'latest' },
);
const x = tensor(places, { shape: [places.length, 1] });
/** Some of the steps, each with the curve at that moment. */
const shown$ = training.steps$.pipe(
  exhaustMap(async step => ({ ...step, curve: ((await training.predict({ x })) as Tensor).data })),
);

/** Shows the training while it is mounted, and steers it. */
export function Training() {
  const { status, last, error } = useTraining(shown$);
  const [paused, setPaused] = useState(false);
  const pause = async () => {
    await (paused ? training.resume() : training.pause());
    setPaused(!paused);
  };
  const setRate = (rate: string) => void training.set('learningRate', Number(rate));
  return (
    <>
      <p>
        <button onClick={() => void pause()} disabled={status !== 'running'}>
          {paused ? 'Resume' : 'Pause'}
        </button>{' '}
        <label>
          Learning rate{' '}
          <select defaultValue="0.003" onChange={event => setRate(event.target.value)}>
            {['0.0003', '0.003', '0.03'].map(rate => (
              <option key={rate}>{rate}</option>
            ))}
          </select>
        </label>
      </p>
      <p>
        {error === undefined ? status : String(error)}, step <output>{last?.step ?? 0}</output>, loss{' '}
        <output>{last?.loss.toFixed(4) ?? '–'}</output>
      </p>
      <svg viewBox="-1 -1.3 2 2.6" width="600" height="300" preserveAspectRatio="none" role="img" aria-label="curve">
        <polyline points={line(heights)} fill="none" stroke="silver" strokeWidth="0.03" />
        <polyline points={line(last?.curve ?? [])} fill="none" stroke="teal" strokeWidth="0.02" />
      </svg>
    </>
  );
}

const line = (ys: ArrayLike<number>) => Array.from(ys, (y, i) => `${places[i]},${-y}`).join(' ');
