import { interval, type Observable, Subscription, timer } from 'rxjs';
import { LogError, type LogErrorReason } from '../port/log-error.ts';
import type { ChannelPort } from './channel-port.ts';
import { type Checked, letterIn } from './message-fields.ts';
import { PendingCalls, unavailable } from './pending-calls.ts';
import { channelId, type PortEvent, portEvents, postTo, SILENT_TICKS } from './port-events.ts';
import {
  type Addressed,
  ALL,
  type CallRequest,
  carried,
  type ClientMessage,
  type ServerMessage,
  type StreamMessage,
  type StreamRequest,
  VERSION,
} from './protocol.ts';
import { checkedServerMessage } from './checked-messages.ts';

type Welcome = Extract<ServerMessage, { readonly kind: 'welcome' }>;

/** A client of a served log. It listens to its port while it has something open, and holds nothing otherwise. */
export class Connection {
  readonly #port: ChannelPort;
  readonly #events$: Observable<PortEvent>;
  /** Milliseconds. */
  readonly #tick: number;
  readonly #self = channelId();
  readonly #calls = new PendingCalls();
  readonly #streams = new Map<number, RemoteStream>();
  #listening: Subscription | undefined;
  #ending = false;
  /** The server that answered, as far as known. */
  #server: string | undefined;
  /** The name of its log, or of the one before. */
  #log: string | undefined;
  /** The ticks since there was a word of the server, and those since the beginning. */
  #silence = 0;
  #ticks = 0;
  #lastStream = 0;
  #failure: LogError | undefined;

  /** Throws `ContractError` for what is no port. */
  constructor(port: ChannelPort, timeout: number) {
    this.#port = port;
    this.#events$ = portEvents('remoteLog', port);
    this.#tick = timeout / SILENT_TICKS;
  }

  /** Returns the answer to a request. Rejects with the error of the log, or `'unavailable'` without an answer. */
  call(request: CallRequest): Promise<number | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const answer = this.#calls.add(request, this.#ticks);
    this.#begin();
    this.#sendCalls();
    return answer;
  }

  /** Opens a stream. Returns its number. */
  open(stream: RemoteStream): number {
    const number = ++this.#lastStream;
    if (this.#failure !== undefined) stream.fail(this.#failure);
    else {
      this.#streams.set(number, stream);
      this.#begin();
      this.#request(number, stream);
    }
    return number;
  }

  /** Sends something about a stream to the server, if there is one; the next one gets it as the stream is opened again. */
  tell(message: Extract<ClientMessage, { readonly kind: 'allow' | 'ack' | 'close' }>): void {
    if (this.#streams.has(message.stream)) this.#post(message);
  }

  /** Closes a stream. */
  close(stream: number): void {
    this.tell({ kind: 'close', stream });
    this.#streams.delete(stream);
    this.#endIfIdle();
  }

  #begin(): void {
    if (this.#listening !== undefined) return;
    this.#silence = 0;
    this.#listening = new Subscription();
    this.#listening.add(this.#events$.subscribe(event => this.#take(event)));
    this.#listening.add(interval(this.#tick).subscribe(() => this.#ticked()));
    if (this.#server === undefined) this.#hail();
  }

  /** Lets go of the port in the next turn of the event loop if nothing was opened until then. */
  #endIfIdle(): void {
    if (this.#busy || this.#listening === undefined || this.#ending) return;
    this.#ending = true;
    timer(0).subscribe(() => {
      this.#ending = false;
      if (this.#busy) return;
      this.#listening?.unsubscribe();
      this.#listening = undefined;
    });
  }

  get #busy(): boolean {
    return this.#streams.size > 0 || this.#calls.size > 0;
  }

  #ticked(): void {
    this.#ticks++;
    this.#silence++;
    if (this.#silence > SILENT_TICKS) this.#lose('no answer');
    if (this.#server === undefined) this.#calls.expire(this.#ticks - SILENT_TICKS - 1, unavailable('no answer'));
    // After one silent tick, it also asks whether there is another server by now.
    if (this.#silence > 1 || this.#server === undefined) this.#hail();
    this.#post({ kind: 'beat', streams: [...this.#streams.keys()] });
    this.#endIfIdle();
  }

  #take(event: PortEvent): void {
    if (event.kind === 'closed') return this.#close();
    const letter = letterIn(event.data, this.#self);
    if (letter === undefined) return;
    const { from, version, message } = letter;
    if (version !== VERSION) return this.#otherVersion(version, message);
    const checked = checkedServerMessage(message);
    if ('message' in checked && checked.message.kind === 'welcome') this.#welcome(letter, checked.message);
    else if (from === this.#server) this.#heedChecked(checked);
    this.#endIfIdle();
  }

  /** A server of another version is an error if there is no other one. */
  #otherVersion(version: number, message: unknown): void {
    const isWelcome = (Object(message) as { readonly kind?: unknown }).kind === 'welcome';
    if (isWelcome && this.#server === undefined) this.#fail(serverMisfit(version, undefined)!);
  }

  #heedChecked(checked: Checked<ServerMessage>): void {
    if ('message' in checked) return this.#heed(checked.message);
    const { requirement, given, about } = checked;
    if (about === undefined) return;
    if ('stream' in about) return this.#streams.get(about.stream)?.fail(unfit('damaged', requirement, given));
    // Whether the call was done, nobody knows.
    const error = carried(unfit('unavailable', requirement, given));
    this.#calls.settle({ kind: 'refusal', call: about.call, error });
    this.#sendCalls();
  }

  #welcome({ from, to, version }: Pick<Addressed<unknown>, 'from' | 'to' | 'version'>, { log, sample }: Welcome): void {
    if (from === this.#server) return void (this.#silence = 0);
    const misfit = serverMisfit(version, sample);
    if (misfit !== undefined) return this.#server === undefined ? this.#fail(misfit) : undefined;
    if (this.#server !== undefined && (to === ALL || this.#silence === 0)) {
      // Another server. It is taken if the present one does not answer first.
      this.#silence = Math.max(1, this.#silence);
      return this.#hail();
    }
    this.#lose('another server');
    this.#server = from;
    this.#silence = 0;
    this.#meet(log);
    for (const [number, stream] of this.#streams) this.#request(number, stream);
    this.#sendCalls();
  }

  #heed(message: ServerMessage): void {
    this.#silence = 0;
    switch (message.kind) {
      case 'bye':
        return this.#lose('the end of the server');
      case 'answer':
      case 'refusal':
        this.#calls.settle(message);
        return this.#sendCalls();
      case 'lost': {
        const stream = this.#streams.get(message.stream);
        return stream && this.#request(message.stream, stream);
      }
      case 'entries':
      case 'value':
      case 'end':
      case 'failure': {
        const count = this.#streams.get(message.stream)?.take(message) ?? 0;
        if (count > 0) this.tell({ kind: 'ack', stream: message.stream, count });
      }
    }
  }

  /** Ends the streams that have begun with another log. */
  #meet(log: string): void {
    const streams = this.#log === undefined || this.#log === log ? [] : [...this.#streams.values()];
    this.#log = log;
    for (const stream of streams) if (stream.begun) stream.fail(anotherLog());
  }

  #lose(why: string): void {
    this.#server = undefined;
    this.#calls.lose(unavailable(why));
  }

  #close(): void {
    const given = 'a closed one';
    const failure = new LogError('closed', 'remoteLog', 'the port must be open', given, 'Open another one.');
    this.#fail(failure, unavailable(given));
  }

  /** Ends all that is open and all that will be. Calls under way may have been done, so their error may be another one. */
  #fail(failure: LogError, ofCalls: LogError = failure): void {
    this.#failure = failure;
    this.#server = undefined;
    this.#calls.lose(ofCalls);
    this.#calls.expire(Infinity, ofCalls);
    for (const stream of [...this.#streams.values()]) stream.fail(failure);
    this.#streams.clear();
    this.#endIfIdle();
  }

  #request(number: number, { request }: RemoteStream): void {
    this.#post({ ...request, stream: number });
  }

  #sendCalls(): void {
    if (this.#server !== undefined) this.#calls.send(message => this.#post(message));
  }

  #hail(): void {
    this.#postTo(ALL, { kind: 'hello', sample: new Uint8Array() });
  }

  #post(message: ClientMessage): void {
    if (this.#server !== undefined) this.#postTo(this.#server, message);
  }

  #postTo(to: string, message: ClientMessage): void {
    if (!postTo(this.#port, message, { from: this.#self, to })) this.#close();
  }
}

function unfit(reason: LogErrorReason, requirement: string, given: string): LogError {
  return new LogError(reason, 'remoteLog', requirement, given, 'Use the same version of @thalweg/log on both sides.');
}

/** Returns the error for a server of another version, and for a channel that changes typed arrays; `undefined` for others. */
function serverMisfit(version: number, sample: unknown): LogError | undefined {
  if (version !== VERSION)
    return misfit(`both sides must speak protocol ${VERSION}`, String(version), 'Update the older one.');
  if (!ArrayBuffer.isView(sample))
    return misfit(
      'the channel must keep typed arrays',
      'one that makes JSON of them',
      "Fork the process with { serialization: 'advanced' }.",
    );
  return undefined;
}

function misfit(requirement: string, given: string, advice: string): LogError {
  return new LogError('invalid', 'remoteLog', requirement, given, advice);
}

/** Returns the error for a reading that has begun with a log that is gone. */
function anotherLog(): LogError {
  return new LogError(
    'trimmed',
    'remoteLog',
    'the server must have the log that was read',
    'another one',
    'Read from 0, or give both servers the same { name } if it is the same log.',
  );
}

/** A stream of a client. It outlives a server: it is opened again with the next one. */
export interface RemoteStream {
  /** The request that opens it, from where it is. */
  readonly request: StreamRequest;
  /** True if it has a place in the log, so that another log cannot go on with it. */
  readonly begun: boolean;
  /** Takes a message. Returns the number of entries or values in it, which are to be confirmed. */
  take(message: StreamMessage): number;
  fail(error: unknown): void;
}
