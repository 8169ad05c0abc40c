import type { OutcomeSettings, OutcomeWebhookSettings } from '@breakwater/config';
import { type OutcomeBooks, toldMessage, type WaitingMessage, type WebhookRoute } from '@breakwater/db';
import type { Log } from '@breakwater/engine';
import { POST_BOUNDS, type PostBounds } from './post-webhook.ts';
import { retryPauseMs } from './retry-pause.ts';
import { sendMessage, type Sending } from './send-message.ts';

/** What pushing to one destination works with. */
export interface DeliveryPorts {
  readonly outbox: Pick<OutcomeBooks, 'order' | 'leaseWebhook' | 'readWaiting' | 'recordDelivered' | 'recordFailed'>;
  readonly webhook: OutcomeWebhookSettings;
  readonly route: WebhookRoute;
  readonly settings: Pick<OutcomeSettings, 'pageAfterMs'>;
  /** Who pushes: this process. */
  readonly holder: string;
  readonly log: Log;
  readonly monotonicMs: () => number;
  readonly chance: () => number;
  onDelivery(result: 'delivered' | 'refused' | 'failed'): void;
  /** Once it is aborted, nothing more is sent; what is under way goes on. */
  readonly stop: AbortSignal;
  readonly bounds?: PostBounds;
  readonly leaseMs?: number;
}

/** Longer than a request may take, and short enough to be waited for when a deliverer died. */
const LEASE_MS = 30_000;
const BATCH = 200;
/** Waves at once; the messages of one go one after another. */
const WAVES_MAX = 4;
/** So much later than its destination a message is tried again that failed with it. */
const BEHIND_OTHERS_MS = 1_000;
/** More may wait behind what was read. */
const AT_ONCE = 1;

/**
 * Sends what waits for one destination: nothing while another process holds it, one message alone while the destination is
 * failing, else several waves side by side, each in its order up to its first failure. Says when to come back, in
 * milliseconds; null: at the usual time.
 *
 * A message is marked only after its answer, so one whose mark is lost is sent again: at least once. Throws what the database says.
 */
export async function deliverRound(ports: DeliveryPorts): Promise<number | null> {
  const { outbox, route, holder, bounds = POST_BOUNDS, leaseMs = LEASE_MS } = ports;
  // Measured before the lease was given, so that it ends here no later than there.
  const leasedAtMs = ports.monotonicMs();
  const lease = await outbox.leaseWebhook(route.source, holder, leaseMs);
  if (lease.type === 'busy') return null;
  if (lease.retryInMs > 0) return lease.retryInMs;
  await outbox.order();
  const waiting = await outbox.readWaiting(route, lease.failures > 0 ? 1 : BATCH);
  const lastStartMs = leasedAtMs + leaseMs - bounds.connectMs - bounds.headersMs - bounds.bodyMs;
  const waves = [...Map.groupBy(waiting, (message) => message.waveId).values()];
  let isStopped = false;
  const lane = async (): Promise<void> => {
    for (let wave = waves.shift(); wave !== undefined; wave = waves.shift()) {
      for (const message of wave) {
        if (isStopped || ports.stop.aborted || ports.monotonicMs() >= lastStartMs) return;
        const failure = await deliverOne(ports, message, lease.failures).catch((error: unknown) => {
          isStopped = true;
          throw error;
        });
        if (failure === null) continue;
        // The receiver is in trouble, not the message: the other waves would only find the same.
        if (!failure.isOfMessage) isStopped = true;
        break;
      }
    }
  };
  // All lanes end before the next round begins, whatever one of them met: two of one wave at once would mix up its order.
  const ended = await Promise.allSettled(Array.from({ length: WAVES_MAX }, lane));
  const broken = ended.find((one) => one.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return waiting.length > 0 ? AT_ONCE : null;
}

/** Sends one message and writes down how that ended; null when it has arrived. */
async function deliverOne(ports: DeliveryPorts, message: WaitingMessage, failures: number): Promise<Extract<Sending, { type: 'failed' }> | null> {
  const { outbox, webhook, route, holder, log, settings } = ports;
  const sending = await sendMessage(webhook, { id: message.id, body: JSON.stringify(toldMessage(message)) }, ports.bounds);
  const fields = { webhook: route.source, source: message.source, messageId: message.id, sequence: message.sequence };
  if (sending.type === 'delivered') {
    ports.onDelivery('delivered');
    await outbox.recordDelivered(route, message.id);
    if (failures > 0 || message.attempts > 0) log.info('outcome_delivered', { ...fields, afterAttempts: message.attempts + 1 });
    return null;
  }
  const { isOfMessage, problem } = sending;
  const pauseMs = retryPauseMs(failures + 1, ports.chance(), sending.retryAfterMs);
  const ownMs = retryPauseMs(message.attempts + 1, ports.chance(), sending.retryAfterMs);
  // It may be the message after all that breaks the receiver: when the destination is tried again, another one goes first.
  const retryInMs = isOfMessage ? ownMs : Math.max(ownMs, pauseMs + BEHIND_OTHERS_MS);
  ports.onDelivery(isOfMessage ? 'refused' : 'failed');
  log.warn('outcome_not_delivered', { ...fields, problem, retryInMs, isOfMessage });
  const pageText = `Outcome messages ${route.source === 'default' ? 'of all sources without a webhook of their own' : `of ${route.source}`} do not arrive at ${new URL(webhook.url).origin}: ${problem}. They are kept and tried again; \`breakwater webhook test ${route.source}\` shows more.`;
  await outbox.recordFailed(route.source, holder, message.id, { problem, isOfMessage, retryInMs, pauseMs, failuresBefore: failures, pageAfterMs: settings.pageAfterMs, pageText });
  return sending;
}
