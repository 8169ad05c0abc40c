import { type FaultKind, faultKinds } from '@breakwater/paper-venue';
import type { binanceusdm } from 'ccxt';
import { describe, expect } from 'vitest';
import { type CallAdmin, tag, test, until } from './fixture.ts';

/** What becomes of a market entry under a fault. */
interface Story {
  readonly fault?: Record<string, unknown>;
  readonly recvWindow?: number;
  /** What ccxt makes of it: an error class, the status of the order, `no order` for an answer without an id, or `silence`. */
  readonly sees: string;
  /** What really happened. */
  readonly really: 'executed' | 'nothing' | 'accepted, and not filled yet';
  /** What is filled once the fault is gone, where that makes a difference. */
  readonly afterwards?: number;
}

const stories: Readonly<Record<FaultKind, Story>> = {
  'delay-request': { fault: { delayMs: 400 }, recvWindow: 200, sees: 'InvalidNonce', really: 'nothing' },
  'drop-request': { sees: 'NetworkError', really: 'nothing' },
  'reset-connection': { sees: 'NetworkError', really: 'nothing' },
  'hang-request': { sees: 'silence', really: 'nothing' },
  'clock-skew': { fault: { skewMs: 30_000 }, sees: 'InvalidNonce', really: 'nothing' },
  refuse: { fault: { code: -2019 }, sees: 'InsufficientFunds', really: 'nothing' },
  overload: { sees: 'OperationFailed', really: 'nothing' },
  maintenance: { sees: 'OnMaintenance', really: 'nothing' },
  lag: { fault: { delayMs: 60_000 }, sees: 'closed', really: 'executed' },
  hide: { fault: { delayMs: 60_000 }, sees: 'closed', really: 'executed' },
  'late-fill': { fault: { delayMs: 60_000 }, sees: 'open', really: 'accepted, and not filled yet' },
  'silent-maintenance': { sees: 'open', really: 'accepted, and not filled yet', afterwards: 20000 },
  'drop-reply': { sees: 'NetworkError', really: 'executed' },
  'hang-reply': { sees: 'silence', really: 'executed' },
  'unknown-reply': { sees: 'ExchangeNotAvailable', really: 'executed' },
  'timeout-reply': { sees: 'RequestTimeout', really: 'executed' },
  'untrue-reply': { fault: { code: -1006 }, sees: 'OperationFailed', really: 'executed' },
  'delay-reply': { fault: { delayMs: 600_000 }, sees: 'silence', really: 'executed' },
  'empty-list': { sees: 'no order', really: 'executed' },
  'short-list': { sees: 'closed', really: 'executed' },
  'empty-reply': { sees: 'TypeError', really: 'executed' },
  'empty-object': { sees: 'no order', really: 'executed' },
  'html-reply': { sees: 'TypeError', really: 'executed' },
  'truncate-reply': { sees: 'TypeError', really: 'executed' },
  'cut-reply': { sees: 'SocketError', really: 'executed' },
  'stall-reply': { sees: 'silence', really: 'executed' },
};

/** Enters at market. Resolves with what the client saw: `silence` once the venue is done with it and has answered another request since. */
async function enter(client: binanceusdm, admin: CallAdmin, { sees, recvWindow = 5000 }: Story): Promise<string> {
  let seen: string | undefined;
  void client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'bwe', recvWindow }).then(
    (order) => (seen = order.id === undefined ? 'no order' : order.status!),
    (error: Error) => (seen = error.constructor.name),
  );
  if (sees !== 'silence') return until(() => seen);
  await until(async () => (await admin('GET', 'journal')).some(isEntry));
  await client.fetchTime();
  return seen ?? 'silence';
}

/** Whether an entry of the journal is the request for the market entry. */
function isEntry({ kind, detail }: any): boolean {
  return kind === 'request' && detail.clientOrderId === 'bwe';
}

/** What the account itself says, and whether the journal agrees. */
async function findTruth(admin: CallAdmin): Promise<string> {
  const { fills, orders } = (await admin('GET', 'state')).accounts[0];
  const executed = (await admin('GET', 'journal')).find(isEntry).detail.executed;
  const truth = fills.length === 1 ? 'executed' : orders.length === 1 ? 'accepted, and not filled yet' : 'nothing';
  expect([truth, executed]).toEqual([truth, truth !== 'nothing']);
  return truth;
}

describe('a market entry under a fault', () => {
  for (const kind of faultKinds) {
    const { fault, sees, really, afterwards } = stories[kind];
    const outcome = afterwards ?? { executed: 20000, 'accepted, and not filled yet': 0, nothing: expect.stringContaining('-2013') }[really];
    test(`${kind}: the client sees ${sees}; what really happened, and a look by the id finds afterwards: ${really}`, async ({ client, admin }) => {
      await admin('POST', 'faults', { kind, ...fault, match: { method: 'POST', path: '/fapi/v1/order' } });
      expect(await enter(client, admin, stories[kind])).toBe(sees);
      expect(await findTruth(admin)).toBe(really);
      await admin('DELETE', 'faults');
      const found = await client.fetchOrder(undefined as never, tag, { clientOrderId: 'bwe' }).then(({ filled }) => filled, (error: Error) => error.message);
      expect(found).toEqual(outcome);
    });
  }
});
