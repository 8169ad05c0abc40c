import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Time between two attempts to listen again while something else has the port. */
const retryMs = 100;

/** Times in which the server does not listen, as while a venue restarts. */
export interface Outages {
  plan(forMs: number): void;
  /** Begins what was planned. To be called once a request has been answered, so that whoever planned it is told. */
  beginIfPlanned(): void;
  /** No server listens again after this. */
  end(): void;
}

/** Outages of a server: its port is closed and every connection with it, those that `breakStreams` knows of included; afterwards it listens on the same port, with all that it knew. */
export function planOutages(server: Server, breakStreams: () => void): Outages {
  let plannedMs: number | null = null;
  let timer: NodeJS.Timeout | null = null;

  function listenAgain(port: number, address: string): void {
    const tryLater = (): void => {
      timer = setTimeout(() => listenAgain(port, address), retryMs);
    };
    server.once('error', tryLater);
    server.listen(port, address, () => server.off('error', tryLater));
  }

  return {
    plan(forMs) {
      plannedMs = forMs;
    },
    beginIfPlanned() {
      if (plannedMs === null || !server.listening) return;
      const { port, address } = server.address() as AddressInfo;
      server.close();
      server.closeAllConnections();
      breakStreams();
      timer = setTimeout(() => listenAgain(port, address), plannedMs);
      plannedMs = null;
    },
    end() {
      plannedMs = null;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
