import { timingSafeEqual } from 'node:crypto';
import { readJournal } from '@breakwater/paper';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { JsonInPieces, faultSchema, renderList } from '@breakwater/paper-venue';
import type { Load } from '../load.ts';
import { streamInTurns } from '../pace.ts';
import { haltWhereSilent } from '../silent-maintenance.ts';
import type { ServedVenue, World } from '../world.ts';
import { AdminError } from './admin-error.ts';
import { postActivity, postBook, postDelist, postModes } from './market-actions.ts';
import { postCancel, postEditStop, postForcedClose, postStop, postTrade } from './hand-actions.ts';
import { renderJudge } from './judge.ts';
import { renderState } from './render-state.ts';
import { selectVenue, splitVenue } from './select-venue.ts';
import { postAccount, postClock, postFillScript, postOutage, postPrices, postWalk } from './world-actions.ts';

export interface AdminOptions {
  readonly adminToken: string | null;
  readonly save: () => boolean;
  readonly load: Load;
  /** Refuses every connection for so many milliseconds, once the present request is answered. */
  readonly planOutage: (forMs: number) => void;
}

/** Whether the request carries the token, compared in constant time. */
function isAdmitted(request: FastifyRequest, token: string | null): boolean {
  if (token === null) return true;
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The body as JSON; an absent one is an empty object. Throws 400 for broken JSON. */
function parseBody(request: FastifyRequest): unknown {
  if (typeof request.body !== 'string' || request.body === '') return {};
  try {
    return JSON.parse(request.body);
  } catch {
    throw new AdminError(400, 'The body is not JSON');
  }
}

/** What went wrong, in words that name the field. */
function renderProblem(error: unknown): { status: number; message: string } {
  if (error instanceof AdminError) return { status: error.status, message: error.message };
  if (error instanceof ZodError) {
    return { status: 400, message: error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ') };
  }
  throw error;
}

/** The parameters of a query. A repeated one counts as not given. */
function readQuery(request: FastifyRequest): Partial<Record<string, string>> {
  return Object.fromEntries(Object.entries(request.query as Record<string, unknown>).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

type Action = (request: FastifyRequest) => unknown;

/** The admin API: the world's hand, under a prefix that no venue uses. `docs/paper-exchange.md` describes it. */
export function addAdminRoutes(app: FastifyInstance, world: World, options: AdminOptions): void {
  const { faults } = world;
  const ofWorld = (act: (world: World, body: unknown) => unknown): Action => (request) => act(world, parseBody(request));
  const post = (act: (venue: ServedVenue, body: unknown) => unknown): Action => (request) => {
    const { venue, rest } = splitVenue(world, parseBody(request));
    return act(venue, rest);
  };
  const actions: Readonly<Record<string, Action>> = {
    'GET /admin/state': (request) => renderState(selectVenue(world, readQuery(request).venue)),
    'GET /admin/judge': () => renderJudge(world),
    'GET /admin/journal': (request) => {
      const { since, symbol, venue } = readQuery(request);
      if (since !== undefined && !/^\d{1,15}$/.test(since)) throw new AdminError(400, 'since: must be the index of an entry');
      return renderList(readJournal(selectVenue(world, venue).exchange.journal, Number(since ?? 0), symbol ?? null), (entry) => entry);
    },
    'POST /admin/prices': post(postPrices),
    'POST /admin/fill-script': post(postFillScript),
    'POST /admin/book': post(postBook),
    'POST /admin/activity': post(postActivity),
    'POST /admin/delist': post(postDelist),
    'POST /admin/modes': post(postModes),
    'POST /admin/accounts': post(postAccount),
    'POST /admin/clock': ofWorld(postClock),
    'POST /admin/walk': ofWorld(postWalk),
    'POST /admin/outage': ofWorld((_world, body) => postOutage(options.planOutage, body)),
    'POST /admin/trade': post(postTrade),
    'POST /admin/stop': post(postStop),
    'POST /admin/edit-stop': post(postEditStop),
    'POST /admin/cancel': post(postCancel),
    'POST /admin/liquidate': post((venue, body) => postForcedClose(venue, 'liquidation', body)),
    'POST /admin/adl': post((venue, body) => postForcedClose(venue, 'adl', body)),
    'POST /admin/faults': ofWorld((_world, body) => {
      const fault = faults.add(faultSchema.parse(body));
      for (const { streams } of world.venues) streams.strike(fault);
      haltWhereSilent(world);
      return faults.list().find(({ id }) => id === fault.id);
    }),
    'GET /admin/faults': () => faults.list(),
    'DELETE /admin/faults': () => {
      const removed = faults.remove(null);
      haltWhereSilent(world);
      return { removed };
    },
    'DELETE /admin/faults/:id': (request) => {
      const { id } = request.params as { id: string };
      if (faults.remove(id) === 0) throw new AdminError(404, `There is no fault ${id}`);
      haltWhereSilent(world);
      return { removed: 1 };
    },
    'GET /admin/streams': () => world.venues.flatMap(({ streams }) => streams.list()),
    'GET /admin/load': () => options.load.read(),
    'POST /admin/load': () => options.load.reset(),
    'POST /admin/save': () => {
      if (!options.save()) throw new AdminError(409, 'There is no state file: start with --state FILE');
      return { saved: true };
    },
  };
  const run = (act: Action) => (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (!isAdmitted(request, options.adminToken)) return reply.code(401).send({ error: 'The admin API wants its token' });
    try {
      const answer = act(request);
      return answer instanceof JsonInPieces ? reply.type('application/json; charset=utf-8').send(streamInTurns(answer)) : reply.send(answer);
    } catch (error) {
      const { status, message } = renderProblem(error);
      return reply.code(status).send({ error: message });
    }
  };
  for (const [name, act] of Object.entries(actions)) {
    const [method, url] = name.split(' ') as ['GET' | 'POST' | 'DELETE', string];
    app.route({ method, url, handler: run(act) });
  }
  const refuse: Action = (request) => {
    throw new AdminError(404, `There is no ${request.method} ${request.url}`);
  };
  app.all('/admin/*', run(refuse));
}
