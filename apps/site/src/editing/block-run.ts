import { safeParse } from 'valibot';
import { compile } from '../program/compile.ts';
import { type Report, reportSchema, type Request } from '../sandbox/messages.ts';

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

/** A frame in which a program runs. */
export interface SandboxFrame {
  readonly send: (request: Request) => void;
  /** Removes the frame, and with it whatever runs in it. */
  readonly close: () => void;
}

/**
 * Allows scripts and styles that are in the frame, and no request. The page's own policy keeps the frame from going to another
 * address.
 */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:";

const STYLE =
  'html{color-scheme:light}html[data-theme=dark]{color-scheme:dark;color:#e8e2d8}body{margin:0;font:14px system-ui}' +
  'thalweg-circuit{display:block;min-height:240px}';

/**
 * Adds a frame with the program of the sandbox to `place`. It has an origin of its own: it cannot reach the page, its cookies or its
 * storage, and can only send messages, which count if they fit. A program that leaves its frame for another page is ended.
 */
function sandboxFrame(place: HTMLElement, program: string, receive: (report: Report) => void): SandboxFrame {
  const frame = document.createElement('iframe');
  frame.title = 'Drawing of the block';
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.height = '0';
  frame.srcdoc =
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="content-security-policy" content="${POLICY}">` +
    `<style>${STYLE}</style><body><script>${program.replaceAll('</script', '<\\/script')}</script></body></html>`;
  let isReady = false;
  const listen = ({ source, data }: MessageEvent): void => {
    if (source !== frame.contentWindow) return;
    const { success, output: report } = safeParse(reportSchema, data, { abortEarly: true });
    // A program begins once, however often it says that it is ready.
    if (!success || (report.kind === 'ready' && isReady)) return;
    if (report.kind === 'ready') isReady = true;
    if (report.kind === 'height') frame.height = String(report.pixels);
    receive(report);
  };
  const close = (): void => {
    removeEventListener('message', listen);
    frame.remove();
  };
  frame.addEventListener('load', () => frame.addEventListener('load', left), { once: true });
  function left(): void {
    close();
    receive({ kind: 'error', text: 'A block must stay in its frame, got another page. Remove what changes location.' });
    receive({ kind: 'done', shows: [] });
    receive({ kind: 'quiet' });
  }
  addEventListener('message', listen);
  place.replaceChildren(frame);
  return {
    send(request) {
      // Nothing is drawn in a frame that nobody sees.
      if (request.kind === 'show') frame.height = '240';
      frame.contentWindow?.postMessage(request, '*');
    },
    close,
  };
}
