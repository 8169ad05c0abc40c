import type { BoardSettings } from '@breakwater/config';
import type { AccountKey } from '@breakwater/core';
import type { Log } from '@breakwater/engine';
import { type OpenQueues, QUEUE_NAMES } from '@breakwater/queue';
import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import fastify from 'fastify';
import { allowChange } from './allow-change.ts';
import { CatalogAdapter } from './catalog-adapter.ts';
import type { FindSymbol } from './find-symbol.ts';
import type { Intake } from './intake/open-intake.ts';
import { serveIntake } from './intake/serve-intake.ts';
import { requireLogin } from './login/require-login.ts';

export interface BoardOptions {
  readonly settings: BoardSettings;
  readonly queues: OpenQueues;
  readonly accounts: readonly AccountKey[];
  readonly findSymbol: FindSymbol;
  readonly intake: Intake;
  readonly log: Log;
}

export interface Board {
  readonly url: string;
  close(): Promise<void>;
}

/** Nothing is loaded from elsewhere: Bull Board's page would fetch its fonts from a foreign host. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
/** A payload names a key; nobody needs more. */
const BODY_BYTES_MAX = 64 * 1_024;

/**
 * Serves Bull Board with all queues of the catalog, behind a login, and the intake of waves, behind a token of its own. The
 * settings must have passed `checkLoginSettings` and `checkIntakeSettings`.
 * @throws when the port is taken.
 */
export async function openBoard({ settings, queues, accounts, findSymbol, intake, log }: BoardOptions): Promise<Board> {
  const app = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true, routerOptions: { maxParamLength: 300 } });
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({ 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
  });
  requireLogin(app, settings, log);
  serveIntake(app, intake);
  const serverAdapter = new FastifyAdapter();
  const { writable } = settings;
  createBullBoard({
    queues: QUEUE_NAMES.map((queue) => new CatalogAdapter({ open: queues, queue, accounts, findSymbol, writable, log })),
    serverAdapter,
    options: {
      handlerHooks: { before: allowChange(writable, log) },
      uiConfig: {
        boardTitle: 'Breakwater',
        hideDocsLink: true,
        showMetrics: true,
        environment: writable ? { label: 'writable', color: '#b54708' } : { label: 'read-only', color: '#475467' },
      },
    },
  });
  await app.register(serverAdapter.registerPlugin());
  const url = await app.listen({ host: settings.host, port: settings.port });
  return { url, close: () => app.close() };
}
