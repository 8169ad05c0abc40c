import type { Config } from '@breakwater/config';
import { openOutcomeBooks } from '@breakwater/db';
import type { Log } from '@breakwater/engine';
import { keepDoing } from '../keep-doing.ts';
import { deliverRound, type DeliveryPorts } from './deliver-round.ts';
import type { PostBounds } from './post-webhook.ts';

/** What the deliveries of one process need. */
export interface OutcomeDeliveryOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'outcomes' | 'outcomeWebhooks'>;
  readonly holder: string;
  readonly log: Log;
  onDelivery(source: string, result: Parameters<DeliveryPorts['onDelivery']>[0]): void;
  readonly leaseMs?: number;
  readonly bounds?: PostBounds;
  /** What pauses are drawn by, from 0 to 1. */
  readonly chance?: () => number;
}

const LOOK_EVERY_MS = 1_000;
const FORGET_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** A request that is under way when the process is told to stop is waited for no longer: then its message comes twice. */
const STOP_WITHIN_MS = 5_000;

/**
 * Pushes outcome messages to every webhook of the configuration, and keeps the outbox ordered and short, beside the other work
 * of a process: on database connections of its own, a few requests at a time. Any number of processes may do so; Postgres lets
 * one at a time push to a destination. It looks once a second, and at once when it is hinted at.
 */
export function openOutcomeDelivery({ config, holder, log, onDelivery, leaseMs, bounds, chance = Math.random }: OutcomeDeliveryOptions): { close(): Promise<void> } {
  const { outcomes: settings, outcomeWebhooks: webhooks } = config;
  const outbox = openOutcomeBooks({ databaseUrl: config.databaseUrl });
  const stop = new AbortController();
  const others = webhooks.map(({ source }) => source);
  const deliveries = webhooks.map((webhook) => {
    const { source } = webhook;
    const ports: DeliveryPorts = {
      outbox,
      webhook,
      route: { source, others },
      settings,
      holder,
      log,
      monotonicMs: () => performance.now(),
      chance,
      onDelivery: (result) => onDelivery(source, result),
      stop: stop.signal,
      ...(leaseMs === undefined ? {} : { leaseMs }),
      ...(bounds === undefined ? {} : { bounds }),
    };
    return { source, recurring: keepDoing('outcome_delivery', LOOK_EVERY_MS, log, () => deliverRound(ports)) };
  });
  const upkeep = keepDoing('outcome_upkeep', FORGET_EVERY_MS, log, async () => {
    await outbox.order();
    await outbox.forget(settings.keepDays * DAY_MS);
    return null;
  });
  const listening = webhooks.length === 0 ? null : outbox.listen(() => deliveries.forEach(({ recurring }) => recurring.wake()));
  return {
    close: async () => {
      stop.abort();
      const ending = [
        upkeep.stop(),
        ...deliveries.map(async ({ source, recurring }) => {
          await recurring.stop();
          // Only after the last request has ended may another process go on.
          await outbox.releaseWebhook(source, holder).catch(() => undefined);
        }),
      ];
      await Promise.race([Promise.all([listening?.close(), ...ending]), new Promise((resolve) => void setTimeout(resolve, STOP_WITHIN_MS).unref())]);
      await outbox.close();
    },
  };
}
