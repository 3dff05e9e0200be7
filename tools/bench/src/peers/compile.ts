import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { installDebian, PEERS_FOLDER, run } from './install.ts';

/** A peer in C++: its source in `peers/cpp`, and what it needs. */
export interface CppPeer {
  /** The name of the source and of the program. */
  readonly name: string;
  /** Packages of Debian, besides the compiler. */
  readonly packages: readonly string[];
  /** Further arguments of the compiler. */
  readonly flags: readonly string[];
}

const FOLDER = `${PEERS_FOLDER}cpp/`;
const COMPILER_PACKAGES = ['g++', 'nlohmann-json3-dev'];

/** Returns the path of a peer’s program, which need not exist yet. */
export function programOf({ name }: CppPeer): string {
  return `${FOLDER}build/${name}`;
}

/** Installs the packages of a peer and compiles it, unless its program is newer than all sources. */
export function compile(peer: CppPeer): void {
  const program = programOf(peer);
  installDebian([...COMPILER_PACKAGES, ...peer.packages]);
  if (existsSync(program) && statSync(program).mtimeMs > newestSource()) return;
  console.error(`Compiling ${peer.name} …`);
  mkdirSync(`${FOLDER}build`, { recursive: true });
  run('g++', ['-std=c++17', '-O3', `${FOLDER}${peer.name}.cpp`, '-o', program, ...peer.flags]);
}

function newestSource(): number {
  const sources = readdirSync(FOLDER).filter(name => /\.[ch]pp$/.test(name));
  return Math.max(...sources.map(name => statSync(FOLDER + name).mtimeMs));
}
