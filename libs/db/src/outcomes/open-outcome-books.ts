import { connect, type ConnectOptions } from '../connect.ts';
import { forgetOutcomes } from './forget-outcomes.ts';
import { leaseWebhook, releaseWebhook, type WebhookLease } from './lease-webhook.ts';
import { listenForOutcomes } from './listen-for-outcomes.ts';
import { type OutcomeBounds, orderOutcomes } from './order-outcomes.ts';
import type { OutcomeMessage } from './outcome-message.ts';
import { type OutcomeSelection, readLastOutcomes, readOutcomesAfter } from './read-outcomes.ts';
import { readWaiting, type WaitingMessage } from './read-waiting.ts';
import { type FailedAttempt, recordDelivered, recordFailed } from './record-attempt.ts';
import type { WebhookRoute } from './webhook-route.ts';

/** The outbox of outcome messages, for whoever tells senders of them. Everything throws what Postgres or the network says. */
export interface OutcomeBooks {
  /** Orders what has been committed since, and says how far the outbox goes. Readers see what is ordered. */
  order(): Promise<OutcomeBounds>;
  readAfter(sequence: number, selection: OutcomeSelection): Promise<readonly OutcomeMessage[]>;
  readLast(selection: OutcomeSelection): Promise<readonly OutcomeMessage[]>;
  leaseWebhook(source: string, holder: string, leaseMs: number): Promise<WebhookLease>;
  releaseWebhook(source: string, holder: string): Promise<void>;
  readWaiting(route: WebhookRoute, limit: number): Promise<readonly WaitingMessage[]>;
  recordDelivered(route: WebhookRoute, messageId: string): Promise<void>;
  recordFailed(source: string, holder: string, messageId: string, failed: FailedAttempt): Promise<void>;
  /** Removes what is older and nobody waits for; says how many. */
  forget(keepMs: number): Promise<number>;
  /** Calls `onHint` soon after something was committed; see listen-for-outcomes.ts. */
  listen(onHint: () => void): { close(): Promise<void> };
  close(): Promise<void>;
}

/** Opens it on connections of its own: nobody who tells of outcomes may keep an entry or a stop waiting for one. */
export function openOutcomeBooks(options: ConnectOptions): OutcomeBooks {
  const database = connect({ applicationName: 'breakwater outcomes', connectionsMax: 2, ...options });
  return {
    order: () => orderOutcomes(database),
    readAfter: (sequence, selection) => readOutcomesAfter(database, sequence, selection),
    readLast: (selection) => readLastOutcomes(database, selection),
    leaseWebhook: (source, holder, leaseMs) => leaseWebhook(database, source, holder, leaseMs),
    releaseWebhook: (source, holder) => releaseWebhook(database, source, holder),
    readWaiting: (route, limit) => readWaiting(database, route, limit),
    recordDelivered: (route, messageId) => recordDelivered(database, route, messageId),
    recordFailed: (source, holder, messageId, failed) => recordFailed(database, source, holder, messageId, failed),
    forget: (keepMs) => forgetOutcomes(database, keepMs),
    listen: (onHint) => listenForOutcomes(options.databaseUrl, onHint),
    close: () => database.close(),
  };
}
