import type { Log } from '@breakwater/engine';
import type { BeforeHook } from '@bull-board/api/typings/app';

/**
 * What may be done on a writable board. Everything that is not here is refused: pausing or emptying a queue of protections,
 * or rewriting a job, would work against the fleet, which has its own switches (`breakwater entries off`).
 */
const ALLOWED: ReadonlySet<string> = new Set([
  'post /api/queues/:queueName/add',
  'put /api/queues/:queueName/:jobId/retry',
  'put /api/queues/:queueName/retry/:queueStatus',
  'put /api/queues/:queueName/:jobId/clean',
  'put /api/queues/:queueName/clean/:queueStatus',
  'put /api/queues/:queueName/:jobId/promote',
  'put /api/queues/:queueName/promote',
  // For a queue that somebody paused by other means.
  'put /api/queues/:queueName/resume',
  'put /api/queues/resume',
]);

/** Judges each request before Bull Board does: looking is free, changing is for writable boards, and logged. */
export function allowChange(writable: boolean, log: Log): BeforeHook {
  return ({ method, route, request }) => {
    if (method === 'get') return { allow: true };
    const { queueName, jobId, queueStatus } = (request.params ?? {}) as Record<string, string | undefined>;
    const fields = { route: `${method} ${route}`, queue: queueName, jobId, state: queueStatus };
    const isAllowed = writable && ALLOWED.has(`${method} ${route}`);
    log[isAllowed ? 'info' : 'warn'](isAllowed ? 'board_change' : 'board_change_refused', fields);
    if (isAllowed) return { allow: true };
    if (!writable) return { allow: false, status: 405, errorKey: 'ERRORS.QUEUE_READ_ONLY', message: 'This board is read-only: start it with BREAKWATER_BOARD_WRITABLE=true to change anything.' };
    return { allow: false, status: 403, message: 'The board does not do this: jobs may be added, retried, promoted and cleaned. For switches use the command line (breakwater --help).' };
  };
}
