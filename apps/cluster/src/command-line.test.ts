import { afterEach, describe, expect, it, vi } from 'vitest';
import { readCommandLine } from './command-line.ts';

afterEach(() => void vi.restoreAllMocks());

const read = (line: string) => readCommandLine(line.split(' ').filter(word => word !== ''));

/** Returns the output of a program that ends because of its command line. */
function refusal(line: string): string {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation(part => ((text += String(part)), true));
  vi.spyOn(process, 'exit').mockImplementation(code => {
    throw new Error(`exit ${code}`);
  });
  expect(() => read(line)).toThrow('exit 1');
  return text;
}

const defaults = { cluster: 'cluster', runner: 'wasm' };
const learned = { task: 'digits', workers: 2, every: 50, steps: 2500, outer: 'nesterov', compress: 'none', seed: 1 };

describe('the command line', () => {
  it('starts everything on this machine by default', () => {
    expect(read('')).toEqual({ command: 'run', settings: { ...defaults, ...learned, json: false } });
    expect(read('--workers 4 --every 10 --task spam --log nats')).toEqual({
      command: 'run',
      settings: { ...defaults, ...learned, workers: 4, every: 10, task: 'spam', log: 'nats', json: false },
    });
  });

  it('starts one process of a cluster on several machines', () => {
    expect(read('leader --log nats://host:4222 --workers 8')).toEqual({
      command: 'leader',
      settings: { ...defaults, ...learned, workers: 8, log: 'nats://host:4222', name: 'leader' },
    });
    expect(read('worker --log nats://host:4222 --name w3 --shard 3/8')).toEqual({
      command: 'worker',
      settings: { ...defaults, log: 'nats://host:4222', name: 'w3', shard: { index: 2, count: 8 } },
    });
    expect(read('watch --log nats://host:4222 --cluster mine')).toEqual({
      command: 'watch',
      settings: { cluster: 'mine', log: 'nats://host:4222', json: false },
    });
  });

  it.each([
    ['--wokers 4', "unknown option '--wokers'\n(Did you mean --workers?)"],
    ['--task digit', "Did you mean 'digits'?"],
    ['--outer nestorov', "Did you mean 'nesterov'?"],
    ['--compress 8bits', "Did you mean '8bit'?"],
    ['--runner wasn', "Did you mean 'wasm'?"],
    ['--every 0', 'It must be a whole number of at least 1.'],
    ['--workers 1000', 'It must be a whole number from 1 to 512.'],
    ['--log fille', "Did you mean 'file'?"],
    ['--log kafka', "Choose from 'nats', 'file', 'nats://host:4222'."],
    ['leader --log file', 'It must be the address of a log, such as nats://host:4222.'],
    ['leader', "required option '--log <address>' not specified"],
    ['worker --log a:1 --name w1 --shard 9/8', 'such as 3/8 for the third of eight.'],
    ['worker --log a:1 --name w1 --shard 0/8', 'such as 3/8 for the third of eight.'],
    ['worker --log a:1 --name w.1 --shard 1/8', 'It must be a word of letters, digits, - and _.'],
    ['wroker --log a:1', "unknown command 'wroker'. Did you mean 'worker'?"],
    ['watch --log a:1 more', 'too many arguments'],
    ['worker --log a:1 --name w1 --shard 1/2 --every 5', "unknown option '--every'"],
  ])('refuses %s', (line, message) => {
    expect(refusal(line)).toContain(message);
  });
});
