import { AsyncLocalStorage } from 'node:async_hooks';
import { CallRecord, type CallTiming, type Signature } from './call-record.ts';
import type { Priority } from './govern-wire.ts';
import { redact } from './redact.ts';
import { watchDispatch } from './watch-dispatch.ts';
import type { WireReply } from './wire-reply.ts';

/** The part of a ccxt instance that the wire takes hold of. Its raw methods are reached by name. */
export interface CcxtClient {
  nonce(): number;
  handleErrors(...reply: CcxtReply): undefined;
  loadFetchImplementation(): Promise<unknown>;
  fetchDispatcher: { compose(interceptor: unknown): CcxtClient['fetchDispatcher']; close(): Promise<void> };
}
type CcxtReply = [status: number, reason: string, url: string, method: string, headers: object, body: string, ...rest: never[]];

export interface WireOptions {
  /** Makes the venue's ccxt instance; `signature` tells the one of the call under way, null in a public one. */
  readonly createClient: (signature: () => Signature | null) => Promise<CcxtClient>;
  /** What must never appear in a message: keys and their secrets. */
  readonly secrets: readonly string[];
  /** Where connections go instead of the real exchange: the origin of a paper exchange. */
  readonly url: string | null;
  /** How long one request may take, from signing to the last byte of its reply. */
  readonly timeoutMs: number;
}

/** Parameters of a request. Numbers and flags are for the venue that wants them so in a JSON body; no price is ever one. */
export type WireParameters = Readonly<Record<string, string | number | boolean>>;

export interface WireCall<P extends WireParameters = Readonly<Record<string, string>>> {
  /** The name of ccxt's raw method. */
  readonly method: string;
  readonly parameters: P;
  /** null for public endpoints. */
  readonly signature: Signature | null;
  /** The request weight that it costs. */
  readonly weight: number;
  /** What it is for, should there be less to go round than is wanted. */
  readonly priority: Priority;
  /** How long it may be kept back before it is sent, in milliseconds. */
  readonly waitMsMax: number;
  /** What was granted to it beforehand; absent: it is asked for before it is sent. */
  readonly granted?: Granted | undefined;
}

/** Whether a call may go. Whoever makes one that was granted tells what came back. */
export type Admission = Granted | { readonly type: 'denied'; readonly reason: string; readonly retryAfterMs: number };

export interface Granted {
  readonly type: 'admitted';
  tell(reply: TimedReply): Promise<void>;
  /** It is not made after all. Never rejects. */
  giveBack?(): Promise<void>;
}

/** `headers`: what the exchange said of its limits, by name in lower case; left out by wires that have none. */
export type TimedReply = WireReply & { readonly timing: CallTiming; readonly headers?: Readonly<Record<string, string>> };

/** The way to an exchange: ccxt signs and sends, and everything that is known about how it went comes back as a value. */
export interface Wire<P extends WireParameters = Readonly<Record<string, string>>> {
  /** Sends one request, once. Never rejects for what the exchange or the network did. */
  call(call: WireCall<P>): Promise<TimedReply>;
  /** Asks for what a call costs before it is made. Absent where nobody keeps calls within limits. */
  readonly admit?: ((call: WireCall<P>) => Promise<Admission>) | undefined;
  usage(): { readonly calls: number; readonly weight: number };
  /** How long ago a reply last began, whatever it said; infinite if none ever did. */
  silentMs(): number;
  /** Closes the connections. */
  close(): Promise<void>;
}

/** Opens the way to one account. ccxt is loaded at the first call; calls made meanwhile wait for it. */
export function openWire<P extends WireParameters = Readonly<Record<string, string>>>(options: WireOptions): Wire<P> {
  const calls = new AsyncLocalStorage<CallRecord>();
  const spent = { calls: 0, weight: 0 };
  let opening: Promise<CcxtClient> | null = null;
  let answeredAtMs = Number.NEGATIVE_INFINITY;

  return {
    async call({ method, parameters, signature, weight }) {
      const client = await (opening ??= openClient(options, calls));
      const record = new CallRecord(signature);
      spent.calls += 1;
      spent.weight += weight;
      const send = (client as unknown as Readonly<Record<string, (parameters: object) => Promise<unknown>>>)[method];
      if (send === undefined) throw new Error(`ccxt has no method ${method}`);
      let payload: unknown;
      let failure: string | null = null;
      try {
        const request = calls.run(record, () => send.call(client, { ...parameters }));
        payload = await withDeadline(request, options.timeoutMs, () => record.abandon());
      } catch (error) {
        failure = redact(describeError(error), options.secrets);
        // The words of a failed reply end up in logs and rows, and whoever answered may have echoed anything.
        record.body = redact(record.body, options.secrets);
      }
      answeredAtMs = Math.max(answeredAtMs, record.timing?.receivedAtMs ?? answeredAtMs);
      return { ...record.toReply(payload, failure), timing: record.timing, headers: record.limitHeaders };
    },
    silentMs: () => performance.now() - answeredAtMs,
    usage: () => ({ ...spent }),
    async close() {
      await (await opening)?.fetchDispatcher.close();
    },
  };
}

/** A ccxt instance with our time stamps, and our eyes on its connections and replies. */
async function openClient({ createClient, url }: WireOptions, calls: AsyncLocalStorage<CallRecord>): Promise<CcxtClient> {
  const current = (): CallRecord => {
    const record = calls.getStore();
    if (record === undefined) throw new Error('a request was made outside of a call');
    return record;
  };
  const client = await createClient(() => current().signature);
  client.nonce = () => current().signature?.signedAtMs ?? 0;
  // The reply's text is noted here because some of ccxt's messages leave the exchange's code out.
  const handleErrors = client.handleErrors.bind(client);
  client.handleErrors = (...reply) => {
    current().body = String(reply[5] ?? '');
    return handleErrors(...reply);
  };
  await client.loadFetchImplementation();
  client.fetchDispatcher = client.fetchDispatcher.compose(watchDispatch(current, url));
  return client;
}

/**
 * The deadline covers headers and body alike; ccxt's own ends with the headers. Rejects when it passes, and whatever the
 * request does afterwards is nobody's business.
 */
async function withDeadline<T>(request: Promise<T>, timeoutMs: number, onExpiry: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no complete answer within ${timeoutMs} ms`));
      onExpiry();
    }, timeoutMs);
  });
  try {
    return await Promise.race([request, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error);
}
