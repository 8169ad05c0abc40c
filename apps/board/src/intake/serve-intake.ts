import { LINE_BYTES_MAX } from '@breakwater/core';
import { type Delivery, deliverWave } from '@breakwater/engine';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serveOutcomes } from '../outcomes/serve-outcomes.ts';
import { admitSender } from './admit-sender.ts';
import { deliverLines } from './deliver-body.ts';
import { explainFailure } from './explain-failure.ts';
import type { Intake } from './open-intake.ts';
import { STATUS, tellDelivery, type ToldWave } from './tell-delivery.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route has a token of its own and knows nothing of the board's login. */
    isForSenders?: boolean;
  }
}

const NDJSON: ReadonlySet<string> = new Set(['application/x-ndjson', 'application/ndjson', 'application/jsonl']);
const AGAIN = 'Send the same again later, which doubles nothing.';
const config = { isForSenders: true };

/**
 * `POST /v1/waves`, `GET /v1/waves/SOURCE/ID` and `GET /v1/outcomes`, for programs that send waves: a token instead of a login, the text as it
 * was sent (no decimal passes through a float), answers in JSON.
 */
export function serveIntake(app: FastifyInstance, intake: Intake): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(['application/json', ...NDJSON], { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.addHook('onRequest', admitSender(intake.token, intake.log));
    scope.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    scope.setErrorHandler((error: FastifyError, request, reply) => refuse(intake, error, request, reply));
    scope.post('/v1/waves', { config, bodyLimit: LINE_BYTES_MAX }, (request, reply) => takeBody(intake, request, reply));
    scope.get('/v1/waves/:source/:id', { config }, (request, reply) => showState(intake, request, reply));
    serveOutcomes(scope, intake, config);
    scope.all('/v1/*', { config }, (_request, reply) => reply.code(404).send({ error: 'There is POST /v1/waves, GET /v1/waves/SOURCE/ID and GET /v1/outcomes.' }));
  });
}

async function takeBody(intake: Intake, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const body = typeof request.body === 'string' ? request.body : '';
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!NDJSON.has(type)) {
    const delivery = await deliverWave(intake.ports, body, { file: '', line: 1 });
    note(intake, delivery, request);
    const told = await tellDelivery(delivery, 'json', intake.readState);
    if (told.state !== null) void reply.header('location', told.state);
    return reply.code(STATUS[told.result]).send(told);
  }
  const delivered = await deliverLines(intake.ports, body);
  if (delivered.type === 'refused') return reply.code(delivered.status).send({ error: delivered.reason });
  const waves: (ToldWave & { readonly line: number })[] = [];
  for (const delivery of delivered.deliveries) {
    note(intake, delivery, request);
    waves.push({ line: delivery.line, ...(await tellDelivery(delivery, 'ndjson', intake.readState)) });
  }
  if (delivered.failure !== null) return fail(intake, delivered.failure.error, reply, { waves, from: ` Nothing from line ${delivered.failure.line} on was taken in.` });
  const [status = 400, ...others] = new Set(waves.map(({ result }) => STATUS[result]));
  return reply.code(others.length === 0 ? status : 207).send({ waves });
}

async function showState(intake: Intake, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { source, id } = request.params as { readonly source: string; readonly id: string };
  const wave = await intake.readState(source, id);
  return wave === null ? reply.code(404).send({ error: `No wave "${id}" of "${source}" is in the books.` }) : reply.send(wave);
}

function note({ log }: Intake, { source, id, result, waveId, signals, refusals, notice }: Delivery, { ip }: FastifyRequest): void {
  log.info('wave_delivered', { by: 'http', address: ip, source, id, result, waveId, signals, refused: refusals.length, isWoken: notice === null });
}

/** What Fastify refuses before anything is read, and what failed on the way. */
function refuse(intake: Intake, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return reply.code(413).send({ error: `The body is longer than ${LINE_BYTES_MAX} bytes: send fewer waves at once.` });
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return reply.code(415).send({ error: 'Send application/json (one wave) or application/x-ndjson (one wave a line).' });
  if (error.statusCode !== undefined && error.statusCode < 500) return reply.code(error.statusCode).send({ error: `${error.message}.` });
  return fail(intake, error, reply, { from: request.method === 'POST' ? ' Nothing was taken in.' : '' });
}

function fail({ log }: Intake, error: unknown, reply: FastifyReply, { waves, from }: { readonly waves?: readonly ToldWave[]; readonly from: string }): FastifyReply {
  const explained = explainFailure(error);
  const { cause } = (error ?? {}) as { readonly cause?: unknown };
  log.error('intake_failed', { status: explained.status, error: String(error), ...(cause !== undefined && { cause: String(cause) }) });
  return reply.code(explained.status).header('retry-after', '5').send({ error: `${explained.error}${from} ${AGAIN}`, ...(waves && { waves }) });
}
