import type { BoardSettings } from '@breakwater/config';
import type { Log } from '@breakwater/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openLoginGate } from './login-gate.ts';
import { loginPage } from './login-page.ts';
import { isSameSecret, openSessions } from './sessions.ts';

const COOKIE = 'breakwater_board';
const PUBLIC_PATHS: ReadonlySet<string> = new Set(['/login']);

interface Credentials {
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

/**
 * Lets only those through who logged in with user and password or with the token: people by a form and a cookie, programs by
 * `Authorization: Bearer`. A wrong attempt costs time and is logged with its address, never with what was typed: in the field
 * for the user, too, people type passwords.
 */
export function requireLogin(app: FastifyInstance, settings: BoardSettings, log: Log): void {
  const sessions = openSessions();
  const gate = openLoginGate();
  const isRight = ({ user = '', password = '', token = '' }: Credentials): boolean =>
    token !== '' ? isSameSecret(token, settings.token) : isSameSecret(user, settings.user) && isSameSecret(password, settings.password);

  const admit = async (request: FastifyRequest, given: Credentials) => {
    const admission = await gate.admit(request.ip, () => isRight(given));
    const fields = { address: request.ip, by: given.token ? 'token' : 'password' };
    if (admission !== 'right') log.warn('login_failed', { ...fields, why: admission, failures: gate.failures(request.ip) });
    return { admission, fields };
  };

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))));

  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (isForeign(request)) return reply.code(403).send({ error: 'This request comes from another site.' });
    if (PUBLIC_PATHS.has(path) || request.routeOptions.config.isForSenders === true) return;
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) {
      const { admission } = await admit(request, { token: bearer });
      if (admission === 'right') return;
      if (admission === 'too_many') return reply.code(429).send({ error: 'Too many attempts at once. Wait a minute.' });
      return reply.code(401).send({ error: 'This token is not the one of the board.' });
    }
    if (sessions.isValid(readCookie(request))) return;
    if (path.includes('/api/')) return reply.code(401).send({ error: 'Log in first.' });
    return reply.redirect('/login', 303);
  });

  app.get('/login', (_request, reply) => sendPage(reply, 200));
  app.post('/login', async (request, reply) => {
    const { admission, fields } = await admit(request, (request.body ?? {}) as Credentials);
    if (admission === 'too_many') return sendPage(reply, 429, 'Too many attempts at once. Wait a minute.');
    if (admission === 'wrong') return sendPage(reply, 401, 'This is not right. Each wrong attempt makes the next one slower.');
    log.info('logged_in', fields);
    return reply.header('set-cookie', cookie(request, sessions.begin(), sessions.ms)).redirect('/', 303);
  });
  app.post('/logout', async (request, reply) => {
    sessions.end(readCookie(request));
    return reply.header('set-cookie', cookie(request, '', 0)).redirect('/login', 303);
  });
}

/** Browsers say where a request comes from; a cookie is sent along only within the same site, and this is the second bolt. */
function isForeign({ method, headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return method !== 'GET' && method !== 'HEAD' && site !== undefined && site !== 'same-origin' && site !== 'none';
}

function sendPage(reply: FastifyReply, status: number, problem?: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(loginPage(problem));
}

function cookie({ headers }: FastifyRequest, id: string, ms: number): string {
  // Behind a proxy that speaks TLS the cookie never travels without it.
  const isEncrypted = headers['x-forwarded-proto'] === 'https';
  return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(ms / 1_000)}${isEncrypted ? '; Secure' : ''}`;
}

function readCookie({ headers }: FastifyRequest): string {
  const parts = (headers.cookie ?? '').split(';').map((part) => part.trim());
  return parts.find((part) => part.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
}
