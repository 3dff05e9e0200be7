import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { input } from '@thalweg/graph';
import { LogError } from '@thalweg/log';
import { dense } from '@thalweg/nn';
import { restore, snapshot } from '@thalweg/train';
import { lastValueFrom, Observable, toArray } from 'rxjs';
import { checkpoint, fileLog, latestCheckpoint, loadModel, readSnapshot, saveModel, writeSnapshot } from '../index.ts';
import { counter, countIn } from './counter.ts';

// Writes to a disk that gets full, or that can only be read, at one moment after another, and goes on when that is over. Prints how often
// each kind of write was refused, as JSON, and throws if anything was lost. Argument: a disk of two megabytes, which it alone has.
const [disk = '.'] = process.argv.slice(2);
const PAGE = 4096;
const filler = join(disk, 'filler');
const refused = { checkpoint: 0, snapshot: 0, model: 0, log: 0 };

/** Leaves so many pages free. */
function fill(left: number): void {
  rmSync(filler, { force: true });
  const { bavail } = statfsSync(disk);
  // The file of the filler takes a page too, on some systems.
  writeFileSync(filler, new Uint8Array(PAGE * Math.max(0, bavail - left)));
}

/** Covers the disk by a view that can only be read. What is open stays writable. */
function cover(): void {
  execFileSync('mount', ['--bind', disk, disk]);
  execFileSync('mount', ['-o', 'remount,bind,ro', disk]);
}

const uncover = (): unknown => execFileSync('umount', [disk]);
const expectTrue = (is: boolean, what: string): void => {
  if (!is) throw new Error(what);
};

/** Ends what the disk is short of. */
interface Fault {
  readonly begin: () => void;
  readonly end: () => void;
}

const pages = (most: number): Fault[] =>
  Array.from({ length: most }, (_, left) => ({ begin: () => fill(left), end: () => rmSync(filler, { force: true }) }));
const faultsOf = (most: number): Fault[] => [...pages(most), { begin: cover, end: uncover }];

async function expectCheckpoints(): Promise<void> {
  for (const { begin, end } of faultsOf(40)) {
    const folder = join(disk, 'run');
    const part = counter(0, 5000);
    let written = 0;
    const steps = (from: number, to: number): Observable<{ step: number }> =>
      new Observable(subscriber => {
        void (async () => {
          for (let step = from; step <= to && !subscriber.closed; step++) {
            part.count = step;
            // An older checkpoint is deleted for it, which leaves less than it takes.
            part.size = step < 5 ? 5000 : 20_000;
            if (step === 5 && from === 1) begin();
            subscriber.next({ step });
            while (!subscriber.closed && !(latestCheckpoint(folder) ?? '').endsWith(`${step}.safetensors`))
              await new Promise(setImmediate);
            if (!subscriber.closed) written = step;
          }
          subscriber.complete();
        })();
      });
    const learn = (from: number, to: number): Promise<unknown> =>
      lastValueFrom(steps(from, to).pipe(checkpoint({ part }, { every: 1, path: folder })));
    const error: unknown = await learn(1, 7).catch((error: unknown) => error);
    if (error instanceof Error) {
      refused.checkpoint++;
      expectTrue(/ENOSPC|EROFS|no space|read-only/.test(error.message), `checkpoint: ${error.message}`);
      expectTrue(error.name === 'FileError', `checkpoint: ${error.name}`);
    }
    const before = readSnapshot(folder);
    expectTrue(written >= 4 && countIn(before) === written, `checkpoint: ${countIn(before)} is the newest`);
    expectTrue(error instanceof Error || written === 7, 'checkpoint: all are there');
    end();
    // The lock of a run on a disk that is only read stays, until it is old.
    if (readdirSync(folder).includes('.thalweg-lock')) rmSync(join(folder, '.thalweg-lock'));
    restore({ part }, before);
    await learn(part.count + 1, 9);
    expectTrue(countIn(readSnapshot(folder)) === 9, 'checkpoint: the run went on');
    expectTrue(readdirSync(folder).every(name => name.startsWith('step-')), `checkpoint: ${String(readdirSync(folder))}`);
    rmSync(folder, { recursive: true });
  }
} // prettier-ignore

/** Writes a file once, and again where that fails. `same` is true for the bytes that were there first. */
function expectReplaced(what: 'snapshot' | 'model', path: string, write: (version: number) => void): void {
  for (const { begin, end } of faultsOf(12)) {
    write(1);
    const first = readFileSync(path);
    begin();
    try {
      write(2);
    } catch (error) {
      refused[what]++;
      expectTrue((error as Error).name === 'FileError', `${what}: ${String(error)}`);
      expectTrue(readFileSync(path).equals(first), `${what}: the first is whole`);
      expectTrue(!readdirSync(disk).some(name => name.endsWith('.tmp')), `${what}: ${String(readdirSync(disk))}`);
    }
    end();
    write(2);
    expectTrue(!readFileSync(path).equals(first), `${what}: the second is there`);
    rmSync(path);
  }
}

const payloadOf = (number: number): Uint8Array => new Uint8Array((number * 1931) % 9000).fill(number);

async function expectLog(): Promise<void> {
  const folder = join(disk, 'log');
  for (const { begin, end } of faultsOf(20)) {
    mkdirSync(folder);
    const told: string[] = [];
    const log = fileLog(folder, { segmentBytes: 20_000 });
    const append = async (number: number): Promise<boolean> => {
      const payload = payloadOf(number);
      try {
        const sequence = await log.append('a', payload, { id: `i${number}` });
        told.push(`${sequence} ${number} ${payload.length}`);
        await log.swap('key', number, Uint8Array.of(number));
        return true;
      } catch (error) {
        refused.log++;
        expectTrue(error instanceof LogError && error.reason === 'unavailable', `log: ${String(error)}`);
        return false;
      }
    };
    let next = 0;
    for (; next < 4; next++) expectTrue(await append(next), 'log: there is room');
    begin();
    let hasFailed = false;
    for (; next < 16 && !hasFailed; next++) hasFailed = !(await append(next));
    if (hasFailed) next--;
    end();
    // The same id again: what was stored is not stored twice.
    told.splice(next);
    for (const last = next + 6; next < last; next++) {
      const payload = payloadOf(next);
      told.push(`${await log.append('a', payload, { id: `i${next}` })} ${next} ${payload.length}`);
    }
    await log.close();
    const again = fileLog(folder);
    const entries = await lastValueFrom(again.read('a', 0, { until: 'end' }).pipe(toArray()));
    const found = entries.map(({ sequence, bytes }) => `${sequence} ${sequence - 1} ${bytes.length}`);
    expectTrue(JSON.stringify(found) === JSON.stringify(told), `log: ${JSON.stringify({ found, told })}`);
    await again.close();
    rmSync(folder, { recursive: true });
  }
}

await expectCheckpoints();
expectReplaced('snapshot', join(disk, 'a.safetensors'), version =>
  writeSnapshot(join(disk, 'a.safetensors'), snapshot({ part: counter(version, 9000) })),
);
expectReplaced('model', join(disk, 'm.safetensors'), version => {
  const prediction = input('x', ['batch', 80]).pipe(dense(80, { seed: 1 }));
  saveModel(join(disk, 'm.safetensors'), { prediction, figures: { version } });
  loadModel(join(disk, 'm.safetensors'));
});
await expectLog();
console.log(JSON.stringify(refused));
