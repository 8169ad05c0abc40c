import { accountKeyText } from '@breakwater/core';
import type { ConnectedExchange } from '@breakwater/exchange';
import type { FleetPorts } from '../open-fleet-ports.ts';
import type { Check } from './readiness.ts';

/** An answer of the exchange this young is proof enough; otherwise it is asked for its time, which costs a weight of 1. */
const EXCHANGE_SILENT_MS = 5_000;

/** What every process of the fleet needs: Postgres, Redis, and each account's exchange with its clock known. */
export function fleetChecks({ ports, exchanges }: FleetPorts): Record<string, Check> {
  return {
    postgres: () => ports.store.ping(),
    redis: async () => void (await ports.jobs.counts()),
    ...Object.fromEntries(exchanges.map((exchange) => [`exchange ${accountKeyText(exchange.key)}`, () => lookAtExchange(exchange, ports.bounds.clockErrorMsMax)])),
  };
}

async function lookAtExchange(exchange: ConnectedExchange, errorMsMax: number): Promise<void> {
  if (exchange.silentMs() > EXCHANGE_SILENT_MS) await exchange.ping();
  const errorMs = exchange.clockErrorMs();
  if (errorMs === Number.POSITIVE_INFINITY) throw new Error("the exchange's clock is not known");
  if (errorMs > errorMsMax) throw new Error(`the exchange's clock is known to ${Math.round(errorMs)} ms only, and ${errorMsMax} are allowed`);
}
