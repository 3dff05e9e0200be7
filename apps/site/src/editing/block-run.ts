import { compile } from '../program/compile.ts';
import type { Report } from '../sandbox/messages.ts';
import { sandboxFrame, type SandboxFrame } from './sandbox-frame.ts';

/** The inputs of a run of a block. */
export interface BlockRunOptions {
  /** The blocks of the program, up to the one that runs. */
  readonly blocks: readonly string[];
  /** The part of the page where the block may draw. */
  readonly place: HTMLElement;
  /** The address of the program of the sandbox. */
  readonly sandbox: string;
  readonly theme: 'light' | 'dark';
  readonly receive: (report: Report) => void;
}

/** Runs a block in a new sandbox; what goes wrong before is reported as an error of the block. */
export async function startBlock(options: BlockRunOptions): Promise<SandboxFrame | undefined> {
  const { blocks, place, sandbox, theme, receive } = options;
  try {
    const compiled = compile(blocks);
    // The browser keeps it after the first time.
    const response = await fetch(sandbox);
    if (!response.ok) throw new Error(`The sandbox must load, got ${response.status}. Load the page again.`);
    const frame = sandboxFrame(place, await response.text(), report => {
      if (report.kind === 'ready') {
        frame.send({ kind: 'theme', theme });
        frame.send({ kind: 'run', ...compiled });
      }
      receive(report);
    });
    return frame;
  } catch (error) {
    receive({ kind: 'error', line: undefined, text: String(error) });
    receive({ kind: 'done', shows: [] });
    receive({ kind: 'quiet' });
    return undefined;
  }
}
