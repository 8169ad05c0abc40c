import type { OutcomeBooks } from '@breakwater/db';
import type { Log } from '@breakwater/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openOutcomeTail } from './outcome-tail.ts';
import { type StreamBounds, streamOutcomes } from './stream-outcomes.ts';

/** What the streams of a board work with. */
export interface OutcomeStreams {
  readonly outbox: Pick<OutcomeBooks, 'order' | 'listen' | 'readAfter'>;
  readonly log: Log;
  readonly bounds?: StreamBounds;
  readonly streamsMax?: number;
}

const BOUNDS: StreamBounds = { heartbeatMs: 15_000, slowMs: 30_000 };
const STREAMS_MAX = 100;
/** How long a client waits before it connects again, which EventSource obeys. */
const RETRY_MS = 2_000;
/** The sockets are closed right after. */
const GOODBYE_MS = 1_000;

/**
 * `GET /v1/outcomes`: outcome messages as server-sent events. A client names where it was by `Last-Event-ID`, as EventSource does
 * by itself, or `?after=`; without either it begins with what comes next. `config` is the routes' of the scope.
 */
export function serveOutcomes(scope: FastifyInstance, { outbox, log, bounds = BOUNDS, streamsMax = STREAMS_MAX }: OutcomeStreams, config: { readonly isForSenders: boolean }): void {
  const tail = openOutcomeTail(outbox, log);
  const stop = new AbortController();
  const streams = new Set<Promise<void>>();
  scope.addHook('preClose', async () => {
    stop.abort();
    await tail.close();
    await Promise.race([Promise.all(streams), new Promise((resolve) => void setTimeout(resolve, GOODBYE_MS).unref())]);
  });
  scope.get('/v1/outcomes', { config, exposeHeadRoute: false }, async (request, reply) => {
    const asked = readQuestion(request);
    if ('error' in asked) return reply.code(400).send(asked);
    const isFull = (): boolean => streams.size >= streamsMax || stop.signal.aborted;
    const refuse = () => reply.code(503).header('retry-after', '5').send({ error: `The board serves ${streamsMax} streams of outcomes already: end one, or start another board.` });
    if (isFull()) return refuse();
    const { last, forgotten } = await tail.look();
    // Others came in while this one was looking.
    if (isFull()) return refuse();
    const { source } = asked;
    const after = asked.after ?? last;
    // A sequence that was never given is of other books, such as before a restore: better everything again than something missing.
    const isBeyond = after > last;
    const from = isBeyond ? forgotten : after;
    const { raw: response } = reply.hijack();
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff' });
    const gap = isBeyond || after < forgotten ? `event: gap\ndata: ${JSON.stringify({ after, forgotten, last })}\n\n` : '';
    response.write(`retry: ${RETRY_MS}\nid: ${from}\nevent: ready\ndata: ${JSON.stringify({ after: from })}\n\n${gap}`);
    log.info('outcome_stream_opened', { address: request.ip, source, after: from, isGap: gap !== '' });
    const stream = streamOutcomes({ outbox, tail, log, response, after: from, source, stop: stop.signal, bounds }).finally(() => streams.delete(stream));
    streams.add(stream);
    return reply as FastifyReply;
  });
}

type Question = { readonly after: number | null; readonly source: string | null } | { readonly error: string };

function readQuestion({ headers, query }: FastifyRequest): Question {
  const { after: asked, source = null, ...others } = query as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return { error: `"${unknown.slice(0, 64)}" is not known: there are after and source.` };
  if (source !== null && (typeof source !== 'string' || source === '' || source.length > 128)) return { error: 'source must be the name of one sender, once.' };
  // A client that comes back sends the address that it began with: where it was since is in the header.
  const after = headers['last-event-id'] || asked;
  if (after === undefined) return { after: null, source };
  if (typeof after !== 'string' || !/^\d{1,15}$/.test(after)) return { error: `${headers['last-event-id'] ? 'Last-Event-ID' : 'after'} must be a sequence, as the id of an event is, or 0 for all that is kept.` };
  return { after: Number(after), source };
}
