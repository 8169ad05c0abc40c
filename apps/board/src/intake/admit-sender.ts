import type { Log } from '@breakwater/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openLoginGate } from '../login/login-gate.ts';
import { isSameSecret } from '../login/sessions.ts';

/**
 * Makes the hook that lets only senders with the token through. A wrong one costs time and is logged with its address,
 * never with what was sent; the right one is never held up by wrong ones from the same address, which may be a proxy's.
 * An empty `token` lets nobody in.
 */
export function admitSender(token: string, log: Log): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  const gate = openLoginGate();
  return async (request, reply) => {
    if (token === '') return reply.code(404).send({ error: 'No waves are taken here: the board was given no token for senders (BREAKWATER_INTAKE_TOKEN, intake.token).' });
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    void reply.header('www-authenticate', 'Bearer');
    if (bearer === undefined) return reply.code(401).send({ error: 'Waves are taken with a token only: send the header "Authorization: Bearer TOKEN".' });
    if (isSameSecret(bearer, token)) return void reply.removeHeader('www-authenticate');
    const admission = await gate.admit(request.ip, () => false);
    log.warn('sender_refused', { address: request.ip, why: admission, failures: gate.failures(request.ip) });
    if (admission === 'too_many') return reply.code(429).header('retry-after', '60').send({ error: 'Too many wrong tokens at once. Wait a minute.' });
    return reply.code(401).send({ error: 'This token is not the one for senders of waves.' });
  };
}
