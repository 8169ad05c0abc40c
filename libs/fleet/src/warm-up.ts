import type { FleetPorts } from './open-fleet-ports.ts';

/**
 * Goes the way of an entry and its stop once, as far as that changes nothing: connections to the database with their
 * plans, a signed look at each account. What runs for the first time is several times as slow, and should not be that
 * between a fill and its stop. What fails here fails again where it matters, and is told there.
 */
export async function warmUp({ ports, exchanges }: FleetPorts): Promise<void> {
  await Promise.allSettled([
    ports.store.warmUp(),
    ...exchanges.map(async (exchange) => {
      const [symbol] = (await exchange.markets()).keys();
      if (symbol !== undefined) for (let look = 0; look < LOOKS; look += 1) await exchange.readKey(symbol);
    }),
  ]);
}

/** The second look goes over connections that the first has opened. */
const LOOKS = 2;
